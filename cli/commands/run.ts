/** `offprint run [PATH…]`: works off the inbox, prints the summary, and ends. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { addToInbox, findAdditions } from '../../queues/add.ts';
import { type Counts, countReceipts } from '../../queues/counts.ts';
import { type Receipt, Receipts } from '../../queues/receipts.ts';
import { scanInbox } from '../../queues/scan.ts';
import { openLog } from '../../shared/log.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { exitCodes, usageError } from '../exit.ts';
import { onInterrupt } from '../interrupt.ts';
import type { Act, Invocation } from '../main.ts';
import { progressLine, summary } from '../summary.ts';
import { openSupervisor, type Supervisor } from '../supervisor.ts';

export const act: Act = async (paths, invocation) => {
  const { config, terminal } = invocation;
  for (const path of paths)
    if (!existsSync(path)) throw usageError(`There is no file or folder ${path}.`);
  const before = await allReceipts(config.state);
  if (paths.length > 0) terminal.progress('copying into the inbox …');
  const added = await addToInbox(config.inbox, await findAdditions(paths));
  if (await nothingToDo(invocation, before)) {
    if (invocation.json) return printCounts(countReceipts([]), 0, invocation);
    terminal.out(
      `The inbox is empty. Put saved articles into ${config.inbox}\nor name a file or folder: offprint run FOLDER`,
    );
    return exitCodes.well;
  }
  // Lines of news would tear the progress line apart: failures are in the summary.
  const logLevel = process.stderr.isTTY ? 'error' : config.logLevel;
  const supervisor = await openSupervisor({ ...config, logLevel }, openLog(logLevel));
  if ('heldBy' in supervisor)
    return waitBeside(supervisor.heldBy, new Set(added), before, invocation);
  return workOff(supervisor, before, invocation);
};

async function workOff(
  supervisor: Supervisor,
  before: Receipt[],
  invocation: Invocation,
): Promise<number> {
  const { terminal } = invocation;
  const { intake, store } = supervisor;
  const started = Date.now();
  const seconds = () => (Date.now() - started) / 1_000;
  terminal.say(`Queue store: ${store.describe}`);
  for (const warning of store.warnings) terminal.say(`Warning: ${warning}`);
  const mine = ofThisRun(before);
  const interrupt = onInterrupt({
    first: () => {
      terminal.say(
        'Stopping; what is under way goes on next time. Press Ctrl-C again to end at once.',
      );
    },
    second: () => {
      supervisor.kill();
      process.exit(exitCodes.interrupted);
    },
  });
  let shown = 0;
  await supervisor.loop(
    () => interrupt.happened || intake.isIdle,
    () => {
      if (Date.now() - shown < 250) return;
      shown = Date.now();
      const line = progressLine(countReceipts(intake.book.all(), mine), intake.waiting, seconds());
      terminal.progress(intake.paused ? intake.paused.message : line);
    },
  );
  await supervisor.stop();
  interrupt.stopListening();
  const counts = countReceipts(intake.book.all(), mine);
  for (const path of intake.unreadable)
    terminal.say(`Left in the inbox, may not be read: ${path}. Try: chmod a+r`);
  const code = printCounts(counts, seconds(), invocation);
  return interrupt.happened ? exitCodes.interrupted : code;
}

/** A supervisor runs: it works, we wait for what we gave it. */
async function waitBeside(
  heldBy: number,
  added: Set<string>,
  before: Receipt[],
  invocation: Invocation,
): Promise<number> {
  const { config, terminal } = invocation;
  const started = Date.now();
  terminal.say(`Handed over to the Offprint that runs already (process ${heldBy}).`);
  const known = new Set(before.map(({ receipt }) => receipt));
  const open = new Set(before.filter(({ settled }) => !settled).map(({ receipt }) => receipt));
  const mine = ({ receipt, file }: Receipt) =>
    open.has(receipt) || (!known.has(receipt) && added.has(file.path));
  for (;;) {
    const receipts = await allReceipts(config.state);
    const waiting = (await scanInbox(config.inbox)).filter(({ path }) => added.has(path)).length;
    const counts = countReceipts(receipts, mine);
    const seconds = (Date.now() - started) / 1_000;
    terminal.progress(progressLine(counts, waiting, seconds));
    if (waiting === 0 && receipts.filter(mine).every(({ settled }) => settled))
      return printCounts(counts, seconds, invocation);
    await sleep(500);
  }
}

/** Those this run accepted, and those in flight when it began. */
function ofThisRun(before: Receipt[]): (receipt: Receipt) => boolean {
  const ended = new Map(
    before.filter(({ settled }) => settled).map((receipt) => [receipt.receipt, receipt.generation]),
  );
  return ({ receipt, generation }) => ended.get(receipt) !== generation;
}

async function nothingToDo({ config }: Invocation, receipts: Receipt[]): Promise<boolean> {
  if (receipts.some(({ settled }) => !settled)) return false;
  return (await scanInbox(config.inbox)).length === 0;
}

async function allReceipts(state: string): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for await (const receipt of new Receipts(new DiskStorage(state)).all()) receipts.push(receipt);
  return receipts;
}

function printCounts(
  counts: Counts,
  seconds: number,
  { json, options, config, terminal }: Invocation,
): number {
  const { articles, ...figures } = { ...counts, seconds };
  if (json)
    terminal.out(JSON.stringify(options.articles ? { ...figures, articles } : figures, null, 2));
  else {
    terminal.out(summary({ ...counts, seconds }, config));
    terminal.out(`The archive: ${config.archive}/index.html`);
  }
  return counts.failed > 0 ? exitCodes.someFailed : exitCodes.well;
}
