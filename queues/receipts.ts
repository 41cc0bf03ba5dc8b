/**
 * What was accepted and how it ended: `state/receipts/`. Only the inbox process
 * writes receipts; whoever ends an article writes an end beside them, in
 * `state/ends/`, and the inbox process folds it in. So nobody ever has to
 * change a file that somebody else may be changing.
 */
import { z } from 'zod';
import {
  AcceptedFile,
  Again,
  ArticleId,
  type ArticleJob,
  Sha256,
  Warning,
} from '../shared/article.ts';
import { stageNames } from '../shared/config.ts';
import { fromNewer } from '../shared/errors.ts';
import { parseJson } from '../shared/json.ts';
import type { Storage } from '../shared/storage.ts';

/** An attempt at a stage that came to nothing. Times are ISO 8601, `ms` milliseconds. */
export const Failure = z.object({
  at: z.string(),
  ms: z.number(),
  code: z.string(),
  message: z.string(),
});

/** One stage's way through an article, for `offprint status ID`. */
export const Step = z.object({
  stage: z.enum(stageNames),
  /** `trying`: it failed so far, and will be tried again. */
  outcome: z.enum(['done', 'failed', 'trying']).default('done'),
  /** When the attempt began that settled it, and how long that took. */
  at: z.string(),
  ms: z.number(),
  attempts: z.int().positive(),
  /** What each failed attempt said; `tries` has the same with when and why. */
  failures: z.array(z.string()),
  tries: z.array(Failure).default([]),
});

export const End = z.object({
  outcome: z.enum(['published', 'duplicate', 'failed']),
  id: ArticleId.nullable(),
  version: z.string().nullable(),
  url: z.string().nullable(),
  title: z.string().nullable(),
  path: z.string().nullable(),
  /** Versions that stood in the archive beside this one when it was published. */
  beside: z.array(z.string()),
  pictures: z.object({ stored: z.int(), rescued: z.int(), missing: z.int() }),
  code: z.string().nullable(),
  message: z.string().nullable(),
  stage: z.string().nullable(),
  attempts: z.int(),
  at: z.string(),
  warnings: z.array(Warning),
  steps: z.array(Step),
});

/** What lies in `state/ends/`: an end, or the news that a file holds many articles; neither = its work is lost. */
export const EndNotice = z.object({
  receipt: z.string(),
  generation: z.int(),
  end: End.nullable(),
  parts: z.int().nullable(),
});

export const RECEIPT_FORMAT = 1;

const Settled = z.object({ folder: z.enum(['done', 'failed', 'deleted']), path: z.string() });

export const Receipt = z.object({
  format: z.literal(RECEIPT_FORMAT),
  receipt: z.string(),
  /** Counts acceptances: of byte-equal files the first gives name, collection and time. */
  order: z.int(),
  /** `sha256` is null where the file was refused without reading it: too large, or not ours to read. */
  file: AcceptedFile.omit({ url: true, sha256: true, again: true }).extend({
    sha256: Sha256.nullable(),
  }),
  /** The name's bytes as base64, where they are not valid UTF-8. */
  rawName: z.string().nullable(),
  generation: z.int(),
  acceptedAt: z.string(),
  /** The receipt of an earlier file with the same bytes: this one waits for how that one ends. */
  sameAs: z.string().nullable(),
  /** How many articles the file holds; null for one. */
  parts: z.int().nullable(),
  /** By part: '' for a file that is one article. */
  ends: z.record(z.string(), End),
  settled: Settled.nullable(),
  /** By part: articles that run again from the archive, and how they had ended before. */
  again: z.record(z.string(), z.object({ end: End, again: Again })).default({}),
  /** Where the file of such a receipt lies meanwhile. */
  place: Settled.nullable().default(null),
});

export type Failure = z.infer<typeof Failure>;
export type Step = z.infer<typeof Step>;
export type End = z.infer<typeof End>;
export type EndNotice = z.infer<typeof EndNotice>;
export type Receipt = z.infer<typeof Receipt>;

/** `f12….3` → the receipt `f12…` and its part `3`; a whole file is part ''. */
export function splitRef(ref: string): { receipt: string; part: string } {
  const [receipt = '', part = ''] = ref.split('.');
  return { receipt, part };
}

/** Every article of a receipt as the jobs name it. */
export function refsOf({ receipt, parts }: Receipt): string[] {
  if (parts === null) return [receipt];
  return Array.from({ length: parts }, (_, part) => `${receipt}.${part}`);
}

export function openRefs(receipt: Receipt): string[] {
  return refsOf(receipt).filter((ref) => !receipt.ends[splitRef(ref).part]);
}

export class Receipts {
  readonly #state: Storage;

  constructor(state: Storage) {
    this.#state = state;
  }

  /** @throws where the receipt was written in a format of another Offprint. */
  async read(receipt: string): Promise<Receipt | null> {
    const bytes = await this.#state.read(receiptKey(receipt));
    return bytes && parseReceipt(bytes);
  }

  async write(receipt: Receipt): Promise<void> {
    await this.#state.write(receiptKey(receipt.receipt), JSON.stringify(receipt), {
      durable: true,
    });
  }

  async remove(receipt: string): Promise<void> {
    await this.#state.remove(receiptKey(receipt));
  }

  /** @param known by id, those that need not be read again. */
  async *all(known: ReadonlyMap<string, Receipt> = new Map()): AsyncGenerator<Receipt> {
    for (const folder of await this.#state.list('receipts')) {
      const names = await this.#state.list(`receipts/${folder}`);
      for (const found of await Promise.all(
        names.map(
          (name) =>
            known.get(name.replace(/\.json$/, '')) ?? this.#state.read(`receipts/${folder}${name}`),
        ),
      )) {
        if (found) yield Buffer.isBuffer(found) ? parseReceipt(found) : found;
      }
    }
  }

  /** The receipt of a job that has something left to do, else null. */
  async readOpen(job: ArticleJob): Promise<Receipt | null> {
    const { receipt, part } = splitRef(job.receipt);
    const found = await this.read(receipt);
    if (!found || found.settled || found.ends[part] || found.generation > job.generation)
      return null;
    return (await this.isEnding(job)) ? null : found;
  }

  /** Whether its end is written down and waits for the inbox process. */
  async isEnding({ receipt: ref, generation }: ArticleJob): Promise<boolean> {
    return this.#state.has(endKey(ref, generation));
  }

  async end(job: ArticleJob, end: End): Promise<void> {
    await this.#notify({ ...job, end, parts: null });
  }

  async holdsMany(job: ArticleJob, parts: number): Promise<void> {
    await this.#notify({ ...job, end: null, parts });
  }

  /** What an article had become is gone: whoever keeps the receipts is asked to start it again. */
  async lost(job: ArticleJob): Promise<void> {
    await this.#notify({ ...job, end: null, parts: null });
  }

  async #notify(notice: EndNotice): Promise<void> {
    const key = endKey(notice.receipt, notice.generation);
    // Not flushed: its receipt stays open without it, and the article runs once more to the same end.
    await this.#state.write(key, JSON.stringify(notice));
  }

  /** The ends that are not folded in yet, with the storage key of each. */
  async notices(): Promise<{ key: string; notice: EndNotice }[]> {
    const names = await this.#state.list('ends');
    const notices = await Promise.all(
      names.map(async (name) => {
        const key = `ends/${name}`;
        const bytes = await this.#state.read(key);
        const parsed = EndNotice.safeParse(parseJson(bytes));
        if (parsed.success) return [{ key, notice: parsed.data }];
        // A power cut may tear what was not flushed: the article runs once more to the same end.
        if (bytes) await this.forget(key);
        return [];
      }),
    );
    return notices.flat();
  }

  async forget(noticeKey: string): Promise<void> {
    await this.#state.remove(noticeKey);
  }
}

/** The receipt with what the notice says; unchanged where it speaks of an older generation. */
export function fold(receipt: Receipt, notice: EndNotice): Receipt {
  if (notice.generation < receipt.generation || receipt.settled) return receipt;
  if (notice.parts !== null) return { ...receipt, parts: notice.parts };
  if (!notice.end) return receipt;
  const { part } = splitRef(notice.receipt);
  const { [part]: before, ...again } = receipt.again;
  // Whatever goes wrong the second time, what was published stays so.
  const end =
    before && notice.end.outcome !== 'published' ? afterAll(before.end, notice.end) : notice.end;
  return { ...receipt, again, ends: { ...receipt.ends, [part]: end } };
}

/** How it ended the first time, and why it came to nothing the second. */
function afterAll(first: End, { outcome, code, message }: End): End {
  if (outcome !== 'failed' || code === null) return first;
  const inVain = { code, message: `Run again in vain: ${message}` };
  const others = first.warnings.filter((one) => one.message !== inVain.message);
  return { ...first, warnings: [...others, inVain] };
}

/** A settled receipt, to be worked off again from what is in the archive; null where that is not to be. */
export function reopen(receipt: Receipt, part: string, why: Pick<Again, 'why' | 'since'>) {
  const { settled, ends } = receipt;
  const { [part]: end, ...others } = ends;
  if (!settled || !end?.id || !end.version || end.outcome !== 'published') return null;
  const { id, version, url } = end;
  return {
    ...receipt,
    generation: receipt.generation + 1,
    ends: others,
    settled: null,
    place: settled,
    again: { ...receipt.again, [part]: { end, again: { id, version, url, ...why } } },
  };
}

function receiptKey(receipt: string): string {
  return `receipts/${receipt.slice(1, 3)}/${receipt}.json`;
}

function endKey(ref: string, generation: number): string {
  return `ends/${ref}_g${generation}.json`;
}

function parseReceipt(bytes: Buffer): Receipt {
  const found = JSON.parse(bytes.toString()) as { format?: unknown };
  if (Number(found.format) > RECEIPT_FORMAT) throw fromNewer('What is in the state folder');
  if (found.format !== RECEIPT_FORMAT) {
    throw new Error(
      `The state folder was written by another version of Offprint (receipt format ${String(found.format)}, this one reads ${RECEIPT_FORMAT}).`,
    );
  }
  return Receipt.parse(found);
}
