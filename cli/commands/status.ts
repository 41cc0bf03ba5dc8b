/** `offprint status [ID|URL|FILE]`: the counts, or the journey of one article. Needs no running Offprint. */
import { type Counts, countReceipts } from '../../queues/counts.ts';
import { type Receipt, Receipts, refsOf, splitRef } from '../../queues/receipts.ts';
import { type Code, codes } from '../../shared/codes.ts';
import { DiskStorage, type Storage } from '../../shared/storage.ts';
import { tallyPictures } from '../../workers/catalog/pictures.ts';
import { readEntries } from '../../workers/catalog.ts';
import { type PictureTry, triesOf } from '../../workers/images/tries.ts';
import { canonicalUrl } from '../../workers/ingest/canonical.ts';
import { colours } from '../colours.ts';
import { exitCodes, usageError } from '../exit.ts';
import { failureTable } from '../failures.ts';
import type { Act, Invocation } from '../main.ts';
import { summary } from '../summary.ts';
import { screenWidth, table } from '../table.ts';
import { watch } from '../watch.ts';

export const act: Act = async ([wanted], invocation) => {
  const { config, json, options, terminal } = invocation;
  if (options.watch) return watchCounts(wanted, invocation);
  if (options.pictures) return pictures(invocation);
  const receipts: Receipt[] = [];
  const state = new DiskStorage(config.state);
  for await (const receipt of new Receipts(state).all()) receipts.push(receipt);
  if (wanted !== undefined) return journey(state, receipts, wanted, invocation);
  const { articles, ...figures } = countReceipts(receipts);
  if (json)
    terminal.out(JSON.stringify(options.articles ? { ...figures, articles } : figures, null, 2));
  else printCounts({ ...figures, articles }, invocation);
  return exitCodes.well;
};

/** A terminal gets what failed as a table, by reason; a pipe one line for each file. */
function printCounts(counts: Counts, { config, terminal }: Invocation): void {
  const width = screenWidth();
  const failures = width === null ? undefined : failureTable(counts.failures, width);
  terminal.out(summary(counts, config, failures));
}

function watchCounts(wanted: string | undefined, invocation: Invocation): Promise<number> {
  const { json, options } = invocation;
  if (json)
    throw usageError(
      'With --json there is one document, and it cannot change: leave out --json or --watch.',
    );
  if (wanted !== undefined || options.pictures)
    throw usageError('Only the counts can be watched: leave out --watch, or all but --watch.');
  return watch(invocation, (counts) => printCounts(counts, invocation));
}

/** What has become of the pictures of the whole archive, newest versions only. */
async function pictures({ config, json, terminal }: Invocation): Promise<number> {
  const { entries } = await readEntries(new DiskStorage(config.archive));
  const { reasons, ...figures } = tallyPictures(entries);
  const told = reasons.map((row) => ({ ...row, message: codes[row.code as Code]?.message ?? '' }));
  if (json) terminal.out(JSON.stringify({ ...figures, reasons: told }, null, 2));
  else {
    const { stored, rescued, missing } = figures;
    terminal.out(`${stored} stored, ${rescued} rescued from web archives, ${missing} missing`);
    if (told.length > 0) terminal.out(pictureTable(told));
    if (missing > 0)
      terminal.out('To ask again for what is missing: offprint replay --from images');
  }
  return exitCodes.well;
}

function pictureTable(
  rows: { count: number; host: string | null; code: string; message: string }[],
): string {
  const columns = [
    { head: 'Pictures', align: 'right' as const },
    { head: 'Host' },
    { head: 'Why', grows: true },
  ];
  const cells = rows.map(({ count, host, code, message }) => [
    String(count),
    host ?? 'no host',
    `${message} (${code})`,
  ]);
  return table(columns, cells, screenWidth());
}

async function journey(
  state: Storage,
  receipts: Receipt[],
  wanted: string,
  { json, terminal }: Invocation,
): Promise<number> {
  const known = receipts
    .flatMap((receipt) => journeysOf(receipt))
    .filter((one) => isWanted(one, wanted));
  const found = await Promise.all(
    known.map(async (one) => ({ ...one, pictures: await triesOf(state, one.receipt) })),
  );
  if (found.length === 0)
    throw usageError(
      `Nothing is known of ${wanted}. Give an article's id, its address or the name of its file.`,
    );
  if (json) terminal.out(JSON.stringify(found, null, 2));
  else terminal.out(found.map(describe).join('\n\n'));
  return exitCodes.well;
}

type Known = ReturnType<typeof journeysOf>[number];
type Journey = Known & { pictures: PictureTry[] };

function journeysOf(receipt: Receipt) {
  const { file, acceptedAt, generation, settled } = receipt;
  return refsOf(receipt).map((ref) => {
    const end = receipt.ends[splitRef(ref).part] ?? null;
    return { receipt: ref, file: file.path, acceptedAt, runs: generation + 1, end, settled };
  });
}

function isWanted({ receipt, file, end }: Known, wanted: string): boolean {
  const names = [receipt, file, file.split('/').at(-1), end?.id, end?.url];
  return names.includes(wanted) || (end?.url != null && end.url === canonicalUrl(wanted));
}

function describe({ file, acceptedAt, end, settled, pictures }: Journey): string {
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
  lines.push(...pictures.map(describeTry));
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

function describeTry({ address, at, ms, status, bytes, code }: PictureTry): string {
  const came = code === null ? `${bytes} bytes` : `${code}${status ? ` (HTTP ${status})` : ''}`;
  return `picture   ${at} ${ms} ms, ${came}: ${address}`;
}
