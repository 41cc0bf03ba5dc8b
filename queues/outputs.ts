/**
 * The outputs of the stages of articles in flight: `state/work/REF/STAGE.json`.
 * They make doing it twice doing it once: a stage whose output is there, for
 * this input and this version of the stage, only hands it on.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type StageName, stageNames } from '../shared/config.ts';
import { parseJson } from '../shared/json.ts';
import type { Storage } from '../shared/storage.ts';
import { type Input, type Output, pipeline } from './pipeline.ts';
import { Failure, Step } from './receipts.ts';

const Stored = z.object({
  stageVersion: z.int(),
  /** SHA-256 of the input this was made of. */
  input: z.string(),
  /** Of this stage and of all before it, in their order: so the last one tells the whole journey. */
  steps: z.array(Step),
  /** SHA-256 of the output as it stands here: the input of the next stage. */
  hash: z.string(),
  output: z.unknown(),
});

/** What a stage left: its output, the output's hash, and the article's steps up to here. */
export interface Left<T> {
  value: T;
  hash: string;
  steps: Step[];
}

export class Outputs {
  readonly #state: Storage;

  constructor(state: Storage) {
    this.#state = state;
  }

  /** What the stage before left for this one; null when it is not there or not whole. */
  async input<S extends StageName>(stage: S, ref: string): Promise<Left<Input<S>> | null> {
    const before = stageNames[stageNames.indexOf(stage) - 1];
    const stored = before && (await this.#read(before, ref));
    const parsed = pipeline[stage].input.safeParse(stored?.output);
    if (!stored || !parsed.success) return null;
    return { value: parsed.data as Input<S>, hash: stored.hash, steps: stored.steps };
  }

  /** What this stage left for an input; null where that has to be made. */
  async output<S extends StageName>(
    stage: S,
    ref: string,
    inputHash: string,
  ): Promise<Left<Output<S>> | null> {
    const stored = await this.#read(stage, ref);
    if (stored?.input !== inputHash || stored.stageVersion !== pipeline[stage].version) return null;
    const parsed = pipeline[stage].output.safeParse(stored.output);
    if (!parsed.success) return null;
    return { value: parsed.data as Output<S>, hash: stored.hash, steps: stored.steps };
  }

  async write<S extends StageName>(
    stage: S,
    ref: string,
    made: { inputHash: string; steps: Step[]; output: Output<S> },
  ): Promise<void> {
    const { inputHash: input, steps, output } = made;
    // An output may have megabytes: it is made text once, and hashed as it stands.
    const text = JSON.stringify(output);
    const stageVersion = pipeline[stage].version;
    const around = JSON.stringify({ stageVersion, input, hash: hashText(text), steps });
    await this.#state.write(outputKey(stage, ref), `${around.slice(0, -1)},"output":${text}}`);
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
  async failed(stage: StageName, ref: string, failure: Failure): Promise<void> {
    const failures = [...(await this.failures(stage, ref)), failure];
    await this.#state.write(failuresKey(stage, ref), JSON.stringify(failures));
  }

  async failures(stage: StageName, ref: string): Promise<Failure[]> {
    const bytes = await this.#state.read(failuresKey(stage, ref));
    return z.array(Failure).catch([]).parse(parseJson(bytes));
  }

  /** The article's journey so far: what the stages did, and what the next one has tried in vain. */
  async steps(ref: string): Promise<Step[]> {
    let steps: Step[] = [];
    for (const stage of stageNames.toReversed()) {
      steps = (await this.#read(stage, ref))?.steps ?? [];
      if (steps.length > 0) break;
    }
    const next = stageNames[steps.length];
    const tries = next ? await this.failures(next, ref) : [];
    return next && tries.length > 0 ? [...steps, stepInVain(next, tries)] : steps;
  }

  async #read(stage: StageName, ref: string) {
    const parsed = Stored.safeParse(parseJson(await this.#state.read(outputKey(stage, ref))));
    return parsed.success ? parsed.data : null;
  }
}

/** A stage that got nowhere yet. */
function stepInVain(stage: StageName, tries: Failure[]): Step {
  const { at = '', ms = 0 } = tries.at(-1) ?? {};
  const failures = tries.map(({ message }) => message);
  return { stage, outcome: 'trying', at, ms, attempts: tries.length, failures, tries };
}

export function workFolder(ref: string): string {
  return `work/${ref}`;
}

/** Of an input that no stage left: the accepted file. */
export function hash(value: unknown): string {
  return hashText(JSON.stringify(value));
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function outputKey(stage: StageName, ref: string): string {
  return `${workFolder(ref)}/${stage}.json`;
}

function failuresKey(stage: StageName, ref: string): string {
  return `${workFolder(ref)}/${stage}.failures.json`;
}
