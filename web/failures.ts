/** What failed, grouped by why: most users have one reason many times over. */
import { type Receipt, splitRef } from '../queues/receipts.ts';
import { type Code, codes } from '../shared/codes.ts';
import { type StageName, stageNames } from '../shared/config.ts';

export interface FailureGroup {
  code: string;
  /** One sentence, and what to do. */
  message: string;
  next: string;
  count: number;
  /** The newest. */
  articles: {
    /** What `retry` takes: the receipt. */
    receipt: string;
    /** The receipt with its part, where the file holds many articles. */
    ref: string;
    file: string;
    title: string | null;
    url: string | null;
    /** More precise than the group's, where more is known. */
    message: string;
    at: string;
  }[];
}

const SHOWN = 20;

/** How many articles ended in each stage; those that the inbox refused are in none. */
export function failedByStage(failed: Receipt[]): Record<StageName, number> {
  const counts = Object.fromEntries(stageNames.map((stage) => [stage, 0])) as Record<
    StageName,
    number
  >;
  for (const { ends } of failed) {
    for (const { outcome, stage } of Object.values(ends)) {
      const known = stageNames.find((one) => one === stage);
      if (outcome === 'failed' && known) counts[known] += 1;
    }
  }
  return counts;
}

/** @param failed receipts whose files went to `failed/`. Largest group first. */
export function failureGroups(failed: Receipt[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const receipt of failed) {
    for (const [part, end] of Object.entries(receipt.ends)) {
      if (end.outcome !== 'failed') continue;
      const code = end.code ?? 'E_INTERNAL';
      const known = codes[code as Code] ?? codes.E_INTERNAL;
      const group = groups.get(code) ?? { code, ...known, count: 0, articles: [] };
      const ref = part === '' ? receipt.receipt : `${receipt.receipt}.${part}`;
      const { title, url, at, message } = end;
      const { path: file } = receipt.file;
      group.count += 1;
      group.articles.push({
        receipt: splitRef(ref).receipt,
        ref,
        file,
        title,
        url,
        message: message ?? known.message,
        at,
      });
      groups.set(code, group);
    }
  }
  for (const group of groups.values()) {
    group.articles.sort((a, b) => (a.at < b.at ? 1 : -1)).splice(SHOWN);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}
