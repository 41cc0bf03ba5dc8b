/**
 * What happened to an article: every stage with its attempts, every question to a picture server, and
 * how it ended. For `offprint status ARTICLE`, the API and the dashboard alike.
 */
import type { Ledger } from '../queues/endings.ts';
import type { Producer } from '../queues/producer.ts';
import { type End, type Receipt, refsOf, type Step, splitRef } from '../queues/receipts.ts';
import { type Whereabouts, whereabouts } from '../queues/whereabouts.ts';
import { type StageName, stageNames } from '../shared/config.ts';
import type { Storage } from '../shared/storage.ts';
import { type PictureTry, triesOf } from '../workers/images/tries.ts';
import { canonicalUrl } from '../workers/ingest/canonical.ts';
import { tombstoneOf } from '../workers/publish/take-down.ts';

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
  /** The stage it is in, and what its job does there; null when it has ended. */
  now: ({ stage: StageName } & Whereabouts) | null;
  /** When and why it was taken out of the archive. */
  takenDown: { at: string; reason: string | null } | null;
  /** Of a duplicate: the file with the same article that was accepted before. */
  same: { receipt: string; file: string } | null;
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

export interface Around {
  ledger: Ledger;
  archive: Storage;
  /** All of the home. */
  receipts: Receipt[];
  /** Where the queues can be asked. */
  producer?: Producer;
}

export async function journey(around: Around, sketch: Sketch): Promise<Journey> {
  const { ledger, receipts } = around;
  const { receipt, end } = sketch;
  const pictures = await triesOf(ledger.state, receipt);
  if (end) {
    const { id, url, title, steps } = end;
    const same = firstOf(receipts, sketch);
    const tombstone = id === null ? null : await tombstoneOf(around.archive, id);
    const takenDown = tombstone && { at: tombstone.at, reason: tombstone.reason };
    return { ...sketch, id, url, title, steps, pictures, now: null, same, takenDown };
  }
  // Under way: what the stages have left so far.
  const latest = await ledger.outputs.latest(receipt);
  const steps = await ledger.outputs.steps(receipt);
  const { id = null, version, url = null, header } = latest;
  const title = header?.title ?? null;
  const stage = stageNames[steps.filter(({ outcome }) => outcome === 'done').length];
  const known = { ...sketch, id, url, title, steps, pictures, same: null, takenDown: null };
  if (!stage) return { ...known, now: null };
  const subject = stage === 'ingest' ? receipt : `${id}_${version}`;
  const job = { subject, generation: sketch.runs - 1 };
  const where = around.producer && (await whereabouts(around.producer, stage, job));
  return { ...known, now: { stage, ...(where ?? { state: null, until: null }) } };
}

/** The file that was published, or is, where this one holds the same version of the same article. */
function firstOf(receipts: Receipt[], { end, receipt }: Sketch): Journey['same'] {
  if (end?.outcome !== 'duplicate' || end.id === null || end.version === null) return null;
  const { id, version } = end;
  // A duplicate may know the version's key only, not its capture time.
  const isSame = (other: End) =>
    other.outcome === 'published' &&
    other.id === id &&
    (other.version === version || other.version?.endsWith(`-${version}`) === true);
  const first = receipts
    .filter((one) => Object.values(one.ends).some(isSame))
    .sort((a, b) => a.order - b.order)[0];
  return first && first.receipt !== receipt
    ? { receipt: first.receipt, file: first.file.path }
    : null;
}

function page(sketches: Sketch[]): { found: Sketch[]; more: boolean } {
  const sorted = sketches.toSorted((a, b) => (a.acceptedAt < b.acceptedAt ? 1 : -1));
  return { found: sorted.slice(0, MOST_FOUND), more: sorted.length > MOST_FOUND };
}

/** Width, composition and case do not matter: 「ＡＢＣ」 is found by `abc`. */
function folded(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
