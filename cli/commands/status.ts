/** `offprint status [ID|URL|FILE]`: the counts, or the journey of one article. Needs no running Offprint. */
import { basename } from 'node:path';
import { type Counts, countReceipts } from '../../queues/counts.ts';
import { Ledger } from '../../queues/endings.ts';
import { type Receipt, Receipts, type Step } from '../../queues/receipts.ts';
import { type Code, codes } from '../../shared/codes.ts';
import type { Journey } from '../../web/journeys.ts';
import { journey, named } from '../../web/journeys.ts';
import { KnownArticles } from '../../workers/catalog/known-articles.ts';
import { tallyPictures } from '../../workers/catalog/pictures.ts';
import type { PictureTry } from '../../workers/images/tries.ts';
import { takenDown } from '../../workers/publish/take-down.ts';
import { colours } from '../colours.ts';
import { exitCodes, usageError } from '../exit.ts';
import { failureTable } from '../failures.ts';
import type { Act, Invocation } from '../main.ts';
import { openHome, type Places } from '../places.ts';
import { summary } from '../summary.ts';
import { screenWidth, table } from '../table.ts';
import { watch } from '../watch.ts';

export const act: Act = async ([wanted], invocation) => {
  const { config, json, options, terminal } = invocation;
  if (options.watch) return watchCounts(wanted, invocation);
  if (options.pictures) return pictures(wanted, invocation);
  const receipts: Receipt[] = [];
  const { archive, state } = await openHome(config);
  for await (const receipt of new Receipts(state).all()) receipts.push(receipt);
  if (wanted !== undefined) return journeys({ archive, state }, receipts, wanted, invocation);
  const gone = await takenDown(archive);
  const { articles: published, ...counted } = countReceipts(receipts);
  const articles = published.filter(({ id }) => !gone.has(id));
  // They were published once: the account stays as it was.
  const removed = published.length - articles.length;
  const figures = { ...counted, ...(removed > 0 && { removed }) };
  if (json)
    terminal.out(JSON.stringify(options.articles ? { ...figures, articles } : figures, null, 2));
  else {
    printCounts({ ...figures, articles }, invocation);
    if (removed > 0) terminal.out(`${removed} taken down since.`);
  }
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
async function pictures(
  wanted: string | undefined,
  { config, json, terminal }: Invocation,
): Promise<number> {
  if (wanted !== undefined)
    throw usageError(
      `--pictures counts those of the whole archive; those of one article: offprint status ${wanted}`,
    );
  const { archive } = await openHome(config);
  const { articles } = await new KnownArticles(archive).readAll();
  const { reasons, ...figures } = tallyPictures(articles);
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

async function journeys(
  { archive, state }: Places,
  receipts: Receipt[],
  wanted: string,
  { json, terminal }: Invocation,
): Promise<number> {
  const exact = named(receipts, wanted);
  // A path as the shell gives it: the inbox knows only its end.
  const called = exact.length > 0 ? exact : named(receipts, basename(wanted));
  const found = await Promise.all(
    called.map((sketch) => journey({ ledger: new Ledger(state), archive, receipts }, sketch)),
  );
  if (found.length === 0)
    throw usageError(
      `Nothing is known of ${wanted}. Give an article's id, its address or the name of its file.`,
    );
  if (json) terminal.out(JSON.stringify(found, null, 2));
  else terminal.out(found.map(describe).join('\n\n'));
  return exitCodes.well;
}

function describe(told: Journey): string {
  const { file, acceptedAt, end, settled, pictures, id, url, title, steps } = told;
  const lines = [
    colours.bold(title ?? file),
    `file      ${file}${settled ? ` (now in ${settled.folder}/)` : ''}`,
    `accepted  ${acceptedAt}`,
  ];
  if (id) lines.push(`article   ${id}`);
  if (url) lines.push(`address   ${url}`);
  lines.push(...steps.flatMap(describeStep), ...pictures.map(describeTry));
  if (!end) return [...lines, `under way ${told.now ? `in ${told.now.stage}` : ''}`].join('\n');
  lines.push(`${end.outcome.padEnd(9)} ${end.at}${end.path ? ` ${end.path}` : ''}`);
  for (const { code, message } of end.warnings) lines.push(`warning   ${message} (${code})`);
  if (told.takenDown) {
    const { at, reason } = told.takenDown;
    lines.push(`taken down ${at}${reason === null ? '' : `: ${reason}`}`);
  }
  if (told.same) lines.push(`the same  as ${told.same.file}`);
  if (end.code)
    lines.push(
      `reason    ${end.message} (${end.code})`,
      `next      ${codes[end.code as Code].next}`,
    );
  return lines.join('\n');
}

/** Attempts that came to nothing, and the one that settled the stage. */
function describeStep({ stage, outcome, at, ms, tries }: Step): string[] {
  const vain = tries.map(
    (one) => `${stage.padEnd(9)} ${one.at} ${one.ms} ms, failed: ${one.message} (${one.code})`,
  );
  return outcome === 'done' ? [...vain, `${stage.padEnd(9)} ${at} ${ms} ms`] : vain;
}

function describeTry({ address, at, ms, status, bytes, code }: PictureTry): string {
  const came = code === null ? `${bytes} bytes` : `${code}${status ? ` (HTTP ${status})` : ''}`;
  return `picture   ${at} ${ms} ms, ${came}: ${address}`;
}
