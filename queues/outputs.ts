/**
 * What an article in flight has become so far: `state/work/REF.json`, one record that every stage writes
 * over with its output. It makes doing it twice doing it once: a stage whose output is there, or that of
 * a later one, only hands the article on. One file, since making and removing files is what costs most
 * (docs/decisions/0017-one-record-in-flight.md).
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type StageName, stageNames } from '../shared/config.ts';
import { fromNewer } from '../shared/errors.ts';
import { parseJson } from '../shared/json.ts';
import type { Storage } from '../shared/storage.ts';
import { type Input, type Output, pipeline } from './pipeline.ts';
import { Failure, Step } from './receipts.ts';

const Stored = z.object({
  /** The last stage that finished; `output` is its output. */
  stage: z.enum(stageNames),
  /** SHA-256 of the accepted file, as `ingest` got it: the input of all that follows. */
  accepted: z.string(),
  /** Who hands the article on under which name: `ID_KEY`. */
  subject: z.string(),
  /** Of each stage so far, which version of it was at work. */
  versions: z.partialRecord(z.enum(stageNames), z.int()),
  steps: z.array(Step),
  /** SHA-256 of the output's text: the record is written in place, and may be torn. */
  hash: z.string(),
  output: z.unknown(),
});
type Stored = z.infer<typeof Stored>;

/** What a stage is given: the output of the one before, and what is known of the article beside it. */
export interface Left<T> {
  value: T;
  about: Pick<Stored, 'accepted' | 'subject' | 'versions' | 'steps'>;
}

/** Where the output begins in a record. */
const OUTPUT = ',"output":';
/** Records that this process wrote last, and need not read: the next stage mostly runs here too. */
const MOST_REMEMBERED = 200;

export class Outputs {
  readonly #state: Storage;
  readonly #written = new Map<string, Stored>();

  constructor(state: Storage) {
    this.#state = state;
  }

  /** What the stage before left for this one; null when it is not there or not whole. */
  async input<S extends StageName>(stage: S, ref: string): Promise<Left<Input<S>> | null> {
    const before = stageNames[stageNames.indexOf(stage) - 1];
    const remembered = this.#written.get(ref);
    const stored = remembered?.stage === before ? remembered : await this.#read(ref);
    this.#written.delete(ref);
    if (!stored || stored.stage !== before) return null;
    if (isNewer(stored)) throw fromNewer('What the article has become');
    const parsed = stored === remembered ? null : pipeline[stage].input.safeParse(stored.output);
    if (parsed?.success === false) return null;
    return { value: (parsed ? parsed.data : stored.output) as Input<S>, about: stored };
  }

  /** Whether there is no record that can be read: torn by a crash or a full disk, or never written. */
  async isMissing(ref: string): Promise<boolean> {
    return (await this.#read(ref)) === null;
  }

  /**
   * Whether the stage has done its work on this accepted file, and every stage before it, all in the
   * version they have now; then its output, where it was the last.
   */
  async done<S extends StageName>(stage: S, ref: string, accepted?: string) {
    const stored = await this.#read(ref);
    if (!stored || stageNames.indexOf(stored.stage) < stageNames.indexOf(stage)) return null;
    if (accepted !== undefined && stored.accepted !== accepted) return null;
    if (isNewer(stored)) throw fromNewer('What the article has become');
    if (versionsOf(stored).some(([name, version]) => version !== pipeline[name].version))
      return null;
    const parsed = pipeline[stored.stage].output.safeParse(stored.output);
    if (!parsed.success) return null;
    const output = stored.stage === stage ? (parsed.data as Output<S>) : null;
    return { output, about: stored };
  }

  async write<S extends StageName>(
    stage: S,
    ref: string,
    { output, about }: { output: Output<S>; about: Left<unknown>['about'] },
  ): Promise<void> {
    const { accepted, subject, steps } = about;
    const versions = { ...about.versions, [stage]: pipeline[stage].version };
    // An output may have megabytes: it is made text once, and hashed as it stands.
    const text = JSON.stringify(output);
    const known = { stage, accepted, subject, versions, steps, hash: hashText(text) };
    const around = JSON.stringify(known).slice(0, -1);
    await this.#state.write(recordKey(ref), `${around}${OUTPUT}${text}}`, { inPlace: true });
    this.#remember(ref, { ...known, output });
  }

  /** What is known of the article by the last stage that finished. */
  async latest(ref: string): Promise<Partial<Output<'metadata'>>> {
    const stored = await this.#read(ref);
    if (!stored) return {};
    const parsed = pipeline[stored.stage].output.safeParse(stored.output);
    return parsed.success ? (parsed.data as Partial<Output<'metadata'>>) : {};
  }

  /** The article's journey so far: what the stages did, and what the next one has tried in vain. */
  async steps(ref: string): Promise<Step[]> {
    const stored = await this.#read(ref);
    const steps = stored?.steps ?? [];
    const next = stageNames[stored ? stageNames.indexOf(stored.stage) + 1 : 0];
    const tries = next ? await this.failures(next, ref) : [];
    return next && tries.length > 0 ? [...steps, stepInVain(next, tries)] : steps;
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

  /** Everything of the article that is in flight no longer. */
  async forget(ref: string): Promise<void> {
    await this.#state.remove(recordKey(ref));
    await this.#state.remove(workFolder(ref));
  }

  async #read(ref: string): Promise<Stored | null> {
    const text = (await this.#state.read(recordKey(ref)))?.toString() ?? '';
    const parsed = Stored.safeParse(parseJson(text));
    if (!parsed.success) return null;
    // Within a string the quotes would be escaped: what follows is the output, to the last brace.
    const output = text.slice(text.indexOf(OUTPUT) + OUTPUT.length, -1);
    return hashText(output) === parsed.data.hash ? parsed.data : null;
  }

  #remember(ref: string, stored: Stored): void {
    this.#written.set(ref, stored);
    if (this.#written.size <= MOST_REMEMBERED) return;
    const [oldest] = this.#written.keys();
    if (oldest !== undefined) this.#written.delete(oldest);
  }
}

function versionsOf({ versions }: Stored): [StageName, number][] {
  return Object.entries(versions) as [StageName, number][];
}

function isNewer(stored: Stored): boolean {
  return versionsOf(stored).some(([name, version]) => version > pipeline[name].version);
}

/** A stage that got nowhere yet. */
function stepInVain(stage: StageName, tries: Failure[]): Step {
  const { at = '', ms = 0 } = tries.at(-1) ?? {};
  const failures = tries.map(({ message }) => message);
  return { stage, outcome: 'trying', at, ms, attempts: tries.length, failures, tries };
}

/** What some articles have beside their record: failures, deaths, a fetched page. */
export function workFolder(ref: string): string {
  return `work/${ref}`;
}

export function hash(value: unknown): string {
  return hashText(JSON.stringify(value));
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function recordKey(ref: string): string {
  return `work/${ref}.json`;
}

function failuresKey(stage: StageName, ref: string): string {
  return `${workFolder(ref)}/${stage}.failures.json`;
}
