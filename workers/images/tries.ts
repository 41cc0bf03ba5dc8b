/**
 * Every question to a server that was asked for an article's pictures: `state/tries/AA/REF.json`, for
 * `offprint status ID`. Kept apart from the receipts, which are read at every start, and out of the
 * archive, whose bytes know no clock.
 */
import { z } from 'zod';
import { redact } from '../../shared/redact.ts';
import { sha256Of, shelf } from './results.ts';

export const PictureTry = z.object({
  address: z.string(),
  /** What the Referer header named: the page, the server itself, nothing. */
  referer: z.string(),
  at: z.string(),
  ms: z.number(),
  /** Of the HTTP answer; null where there was none. */
  status: z.int().nullable(),
  bytes: z.int(),
  /** A code of shared/codes.ts; null where it went well. */
  code: z.string().nullable(),
});

export type PictureTry = z.infer<typeof PictureTry>;
type Result = Pick<PictureTry, 'ms' | 'status' | 'bytes' | 'code'>;

const Journey = z.object({ tries: z.array(PictureTry) });
/** Of an article; the oldest go. */
const MOST = 500;

const journeys = shelf(Journey, (ref) => `tries/${sha256Of(ref).slice(0, 2)}/${ref}.json`);
type State = Parameters<typeof journeys.read>[0];

export class Tries {
  readonly #made: PictureTry[] = [];

  /** @returns how to note what came of it. */
  begin(address: string, referer: string): (result: Result) => void {
    const at = new Date().toISOString();
    const shown = { address: redact(address), referer: redact(referer) };
    return (result) => void this.#made.push({ ...shown, at, ...result });
  }

  async save(state: State, ref: string): Promise<void> {
    if (this.#made.length === 0) return;
    const before = await triesOf(state, ref);
    await journeys.write(state, ref, { tries: [...before, ...this.#made].slice(-MOST) });
  }
}

export async function triesOf(state: State, ref: string): Promise<PictureTry[]> {
  return (await journeys.read(state, ref))?.tries ?? [];
}
