/** `offprint status [ID|URL|FILE]`: the counts, or the journey of one article. Needs no running Offprint. */
import { countReceipts } from '../../queues/counts.ts';
import { type Receipt, Receipts, refsOf, splitRef } from '../../queues/receipts.ts';
import { type Code, codes } from '../../shared/codes.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { canonicalUrl } from '../../workers/ingest/canonical.ts';
import { colours } from '../colours.ts';
import { exitCodes, usageError } from '../exit.ts';
import type { Act, Invocation } from '../main.ts';
import { summary } from '../summary.ts';

export const act: Act = async ([wanted], invocation) => {
  const { config, json, options, terminal } = invocation;
  const receipts: Receipt[] = [];
  for await (const receipt of new Receipts(new DiskStorage(config.state)).all())
    receipts.push(receipt);
  if (wanted !== undefined) return journey(receipts, wanted, invocation);
  const { articles, ...figures } = countReceipts(receipts);
  if (json)
    terminal.out(JSON.stringify(options.articles ? { ...figures, articles } : figures, null, 2));
  else terminal.out(summary({ ...figures, articles }, config));
  return exitCodes.well;
};

function journey(receipts: Receipt[], wanted: string, { json, terminal }: Invocation): number {
  const found = receipts
    .flatMap((receipt) => journeysOf(receipt))
    .filter((one) => isWanted(one, wanted));
  if (found.length === 0)
    throw usageError(
      `Nothing is known of ${wanted}. Give an article's id, its address or the name of its file.`,
    );
  if (json) terminal.out(JSON.stringify(found, null, 2));
  else terminal.out(found.map(describe).join('\n\n'));
  return exitCodes.well;
}

type Journey = ReturnType<typeof journeysOf>[number];

function journeysOf(receipt: Receipt) {
  const { file, acceptedAt, generation, settled } = receipt;
  return refsOf(receipt).map((ref) => {
    const end = receipt.ends[splitRef(ref).part] ?? null;
    return { receipt: ref, file: file.path, acceptedAt, runs: generation + 1, end, settled };
  });
}

function isWanted({ receipt, file, end }: Journey, wanted: string): boolean {
  const names = [receipt, file, file.split('/').at(-1), end?.id, end?.url];
  return names.includes(wanted) || (end?.url != null && end.url === canonicalUrl(wanted));
}

function describe({ file, acceptedAt, end, settled }: Journey): string {
  const lines = [
    colours.bold(end?.title ?? file),
    `file      ${file}${settled ? ` (now in ${settled.folder}/)` : ''}`,
    `accepted  ${acceptedAt}`,
  ];
  if (end?.id) lines.push(`article   ${end.id}`);
  if (end?.url) lines.push(`address   ${end.url}`);
  for (const { stage, at, ms, attempts, failures } of end?.steps ?? []) {
    lines.push(
      `${stage.padEnd(9)} ${at} ${ms} ms${attempts > 1 ? `, ${attempts} attempts: ${failures.join(' ')}` : ''}`,
    );
  }
  if (!end) return [...lines, 'under way'].join('\n');
  lines.push(`${end.outcome.padEnd(9)} ${end.at}${end.path ? ` ${end.path}` : ''}`);
  for (const { code, message } of end.warnings) lines.push(`warning   ${message} (${code})`);
  if (end.code)
    lines.push(
      `reason    ${end.message} (${end.code})`,
      `next      ${codes[end.code as Code].next}`,
    );
  return lines.join('\n');
}
