/**
 * The outputs of the stages of articles in flight: `state/work/REF/STAGE.json`.
 * They make doing it twice doing it once: a stage whose output is there, for
 * this input and this version of the stage, only hands it on.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type StageName, stageNames } from '../shared/config.ts';
import { parseJson } from '../shared/json.ts';
import { redact } from '../shared/redact.ts';
import type { Storage } from '../shared/storage.ts';
import { type Input, type Output, pipeline } from './pipeline.ts';
import type { Step } from './receipts.ts';

const Stored = z.object({
  stageVersion: z.int(),
  /** SHA-256 of the input this was made of. */
  input: z.string(),
  at: z.string(),
  ms: z.number(),
  output: z.unknown(),
});

export class Outputs {
  readonly #state: Storage;

  constructor(state: Storage) {
    this.#state = state;
  }

  /** What the stage before left for this one, and its hash; null when it is not there or not whole. */
  async input<S extends StageName>(stage: S, ref: string) {
    const before = stageNames[stageNames.indexOf(stage) - 1];
    const stored = before && (await this.#read(before, ref));
    const parsed = pipeline[stage].input.safeParse(stored?.output);
    return parsed.success ? { value: parsed.data as Input<S>, hash: hash(parsed.data) } : null;
  }

  async output<S extends StageName>(stage: S, ref: string, inputHash: string) {
    const stored = await this.#read(stage, ref);
    if (stored?.input !== inputHash || stored.stageVersion !== pipeline[stage].version) return null;
    const parsed = pipeline[stage].output.safeParse(stored.output);
    return parsed.success ? (parsed.data as Output<S>) : null;
  }

  async write<S extends StageName>(
    stage: S,
    ref: string,
    made: { inputHash: string; at: string; ms: number; output: Output<S> },
  ): Promise<void> {
    const { inputHash, ...rest } = made;
    const stored = { stageVersion: pipeline[stage].version, input: inputHash, ...rest };
    await this.#state.write(outputKey(stage, ref), JSON.stringify(stored));
  }

  /** What is known of the article by the last stage that finished. */
  async latest(ref: string): Promise<Partial<Output<'metadata'>>> {
    for (const stage of ['metadata', 'images', 'parse', 'ingest'] as const) {
      const stored = await this.#read(stage, ref);
      const parsed = stored && pipeline[stage].output.safeParse(stored.output);
      if (parsed?.success) return parsed.data as Partial<Output<'metadata'>>;
    }
    return {};
  }

  /** Records why an attempt failed, for the article's journey. */
  async failed(stage: StageName, ref: string, message: string): Promise<void> {
    const failures = await this.#failures(stage, ref);
    await this.#state.write(
      failuresKey(stage, ref),
      JSON.stringify([...failures, redact(message)]),
    );
  }

  async steps(ref: string): Promise<Step[]> {
    const steps = await Promise.all(
      stageNames.map(async (stage) => {
        const [stored, failures] = [await this.#read(stage, ref), await this.#failures(stage, ref)];
        if (!stored) return [];
        const { at, ms } = stored;
        return [{ stage, at, ms, attempts: failures.length + 1, failures }];
      }),
    );
    return steps.flat();
  }

  async #failures(stage: StageName, ref: string): Promise<string[]> {
    const bytes = await this.#state.read(failuresKey(stage, ref));
    return z.array(z.string()).catch([]).parse(parseJson(bytes));
  }

  async #read(stage: StageName, ref: string) {
    const parsed = Stored.safeParse(parseJson(await this.#state.read(outputKey(stage, ref))));
    return parsed.success ? parsed.data : null;
  }
}

export function workFolder(ref: string): string {
  return `work/${ref}`;
}

export function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function outputKey(stage: StageName, ref: string): string {
  return `${workFolder(ref)}/${stage}.json`;
}

function failuresKey(stage: StageName, ref: string): string {
  return `${workFolder(ref)}/${stage}.failures.json`;
}
