/**
 * What happened to an article: every stage with its attempts, every question to a picture server, and
 * how it ended. For `offprint status ARTICLE`, the API and the dashboard alike.
 */
import type { Ledger } from '../queues/endings.ts';
import { type End, type Receipt, refsOf, type Step, splitRef } from '../queues/receipts.ts';
import { type PictureTry, triesOf } from '../workers/images/tries.ts';
import { canonicalUrl } from '../workers/ingest/canonical.ts';

/** What is known without a look at the disk. */
export interface Sketch {
  /** The receipt; of one article in a file of many, with its part: `f….3`. */
  receipt: string;
  /** Below the inbox. */
  file: string;
  /** ISO 8601. */
  acceptedAt: string;
  /** How many times it was started. */
  runs: number;
  /** null: under way. */
  end: End | null;
  /** Where the dropped file is now. */
  settled: Receipt['settled'];
}

export interface Journey extends Sketch {
  /** null where it is not known yet. */
  id: string | null;
  url: string | null;
  title: string | null;
  steps: Step[];
  pictures: PictureTry[];
}

/** Most that a search answers. */
const MOST_FOUND = 50;

export function sketchesOf(receipt: Receipt): Sketch[] {
  const { file, acceptedAt, generation, ends, settled } = receipt;
  return refsOf(receipt).map((ref) => ({
    receipt: ref,
    file: file.path,
    acceptedAt,
    runs: generation + 1,
    end: ends[splitRef(ref).part] ?? null,
    settled,
  }));
}

/** Those whose id, receipt, address or file is exactly this; an address may be written in any way. */
export function named(receipts: Receipt[], wanted: string): Sketch[] {
  const url = canonicalUrl(wanted);
  return receipts.flatMap((receipt) =>
    sketchesOf(receipt).filter(({ receipt: ref, file, end }) => {
      const names = [ref, receipt.receipt, file, file.split('/').at(-1), end?.id, end?.url];
      return names.includes(wanted) || (end?.url != null && end.url === url);
    }),
  );
}

/** Those that are named so, else those of which a part is: of file, title or address. Newest first. */
export function search(receipts: Receipt[], text: string): { found: Sketch[]; more: boolean } {
  const wanted = folded(text);
  if (wanted === '') return { found: [], more: false };
  const exact = named(receipts, text.trim());
  if (exact.length > 0) return page(exact);
  const parts = receipts.flatMap((receipt) =>
    sketchesOf(receipt).filter(({ file, end }) =>
      [file, end?.title, end?.url].some((one) => one != null && folded(one).includes(wanted)),
    ),
  );
  return page(parts);
}

export async function journey(ledger: Ledger, sketch: Sketch): Promise<Journey> {
  const { receipt, end } = sketch;
  const pictures = await triesOf(ledger.state, receipt);
  if (end) {
    const { id, url, title, steps } = end;
    return { ...sketch, id, url, title, steps, pictures };
  }
  // Under way: what the stages have left so far.
  const latest = await ledger.outputs.latest(receipt);
  const { id = null, url = null, header } = latest;
  const title = header?.title ?? null;
  return { ...sketch, id, url, title, steps: await ledger.outputs.steps(receipt), pictures };
}

function page(sketches: Sketch[]): { found: Sketch[]; more: boolean } {
  const sorted = sketches.toSorted((a, b) => (a.acceptedAt < b.acceptedAt ? 1 : -1));
  return { found: sorted.slice(0, MOST_FOUND), more: sorted.length > MOST_FOUND };
}

/** Width, composition and case do not matter: 「ＡＢＣ」 is found by `abc`. */
function folded(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
