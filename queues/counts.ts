/**
 * The figures of `status --json` and `run --json`, all computed from receipts:
 * always accepted = published + duplicates + failed + inFlight.
 */
import { type End, type Receipt, refsOf, splitRef } from './receipts.ts';

export interface Counts {
  accepted: number;
  published: number;
  duplicates: number;
  /** The part of `published` that joined an article which was there already. */
  versions: number;
  failed: number;
  inFlight: number;
  pictures: { stored: number; rescued: number; missing: number };
  /** From the first acceptance to the last end. */
  seconds: number;
  failures: { file: string; code: string | null; message: string | null }[];
  articles: {
    id: string;
    file: string;
    url: string | null;
    title: string | null;
    path: string | null;
    version: string | null;
  }[];
}

/**
 * @param receipts all of the home: what joined what can only be told from the whole.
 * @param counted which of them are counted.
 */
export function countReceipts(
  receipts: readonly Receipt[],
  counted: (receipt: Receipt) => boolean = () => true,
): Counts {
  const counts = nothing();
  const joined = joiningEnds(receipts);
  const times: number[] = [];
  for (const receipt of inOrder(receipts).filter(counted)) {
    times.push(Date.parse(receipt.acceptedAt));
    for (const ref of refsOf(receipt)) {
      const end = receipt.ends[splitRef(ref).part];
      counts.accepted += 1;
      if (!end) counts.inFlight += 1;
      else addEnd(counts, end, receipt.file.path, joined.has(end));
      if (end) times.push(Date.parse(end.at));
    }
  }
  // By file, so that the figures do not depend on the order of acceptance.
  counts.failures.sort(byFile);
  counts.articles.sort(byFile);
  if (times.length > 0) counts.seconds = (max(times) - min(times)) / 1_000;
  return counts;
}

function addEnd(counts: Counts, end: End, file: string, joined: boolean): void {
  const { id, url, title, path, version, code, message } = end;
  if (end.outcome === 'duplicate') counts.duplicates += 1;
  if (end.outcome === 'failed') {
    counts.failed += 1;
    counts.failures.push({ file, code, message });
  }
  if (end.outcome === 'published') {
    counts.published += 1;
    if (joined) counts.versions += 1;
    for (const status of ['stored', 'rescued', 'missing'] as const) {
      counts.pictures[status] += end.pictures[status];
    }
    if (id) counts.articles.push({ id, file, url, title, path, version });
  }
}

/**
 * The published ends whose article had a version before. Which of several came
 * first to the archive is chance, so the first accepted counts as the article;
 * a version that no receipt speaks of was there before all of them.
 */
function joiningEnds(receipts: readonly Receipt[]): Set<End> {
  const published = inOrder(receipts)
    .flatMap(({ ends }) => Object.values(ends))
    .filter(({ outcome }) => outcome === 'published');
  const ours = new Set(published.map(({ id, version }) => `${id} ${version}`));
  const seen = new Set<string | null>();
  return new Set(
    published.filter((end) => {
      const older = end.beside.some((version) => !ours.has(`${end.id} ${version}`));
      const joins = seen.has(end.id) || older;
      seen.add(end.id);
      return joins;
    }),
  );
}

function inOrder(receipts: readonly Receipt[]): Receipt[] {
  return [...receipts].sort((a, b) => a.order - b.order);
}

function nothing(): Counts {
  return {
    accepted: 0,
    published: 0,
    duplicates: 0,
    versions: 0,
    failed: 0,
    inFlight: 0,
    pictures: { stored: 0, rescued: 0, missing: 0 },
    seconds: 0,
    failures: [],
    articles: [],
  };
}

/** Math.max takes its numbers as arguments, and there may be too many for that. */
function max(numbers: number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b));
}

function min(numbers: number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b));
}

function byFile(a: { file: string }, b: { file: string }): number {
  return a.file < b.file ? -1 : Number(a.file > b.file);
}
