/** `offprint run [PATH…]`: works off the inbox, prints the summary, and ends. */
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addToInbox, findAdditions } from '../../queues/add.ts';
import { wishedAgain } from '../../queues/again.ts';
import { type Counts, countReceipts } from '../../queues/counts.ts';
import { KeptCounts } from '../../queues/kept-counts.ts';
import { type Receipt, Receipts } from '../../queues/receipts.ts';
import { scanInbox } from '../../queues/scan.ts';
import type { Config } from '../../shared/config.ts';
import { openLog, secretsOf } from '../../shared/log.ts';
import type { Storage } from '../../shared/storage.ts';
import { parseS3 } from '../../shared/storage-s3.ts';
import { exitCodes, usageError } from '../exit.ts';
import { refuseIgnored } from '../given.ts';
import { type Interrupt, interruptible } from '../interrupt.ts';
import type { Act, Invocation } from '../main.ts';
import { refuseOwnFolders } from '../own-folders.ts';
import { openPlaces } from '../places.ts';
import { copying, every } from '../progress.ts';
import { progressLine, summary } from '../summary.ts';
import { openSupervisor, type Supervisor } from '../supervisor.ts';
import { pauseAfter } from '../watch.ts';

export const act: Act = async (paths, invocation) => {
  const { config, terminal } = invocation;
  for (const path of paths) {
    if (!existsSync(path))
      throw usageError(
        `There is no file or folder ${path}.${/^https?:/.test(path) ? ` To fetch a page: offprint add ${path}` : ''}`,
      );
    await refuseIgnored(path);
    await refuseOwnFolders(path, config);
  }
  const { state } = await openPlaces(config);
  const before = await allReceipts(state);
  const { additions } = await findAdditions(paths);
  const added = await addToInbox(config.inbox, additions, copying(additions.length, terminal));
  if (await nothingToDo(invocation, state, before)) {
    if (invocation.json) return printCounts(countReceipts([]), 0, invocation);
    terminal.out(
      `The inbox is empty. Put saved articles into ${config.inbox}\nor name a file or folder: offprint run FOLDER`,
    );
    return exitCodes.well;
  }
  // Lines of news would tear the progress line apart: failures are in the summary.
  const logLevel = process.stderr.isTTY ? 'error' : config.logLevel;
  let supervisor: Supervisor | null = null;
  const interrupt = interruptible(terminal, () => supervisor?.kill());
  const opened = await openSupervisor(
    { ...config, logLevel },
    openLog(logLevel, { secrets: secretsOf(config) }),
  );
  if (!('heldBy' in opened)) {
    supervisor = opened;
    return workOff(supervisor, { before, invocation, interrupt });
  }
  interrupt.stopListening();
  return waitBeside(opened.heldBy, { added: new Set(added), before, state }, invocation);
};

async function workOff(
  supervisor: Supervisor,
  {
    before,
    invocation,
    interrupt,
  }: { before: Receipt[]; invocation: Invocation; interrupt: Interrupt },
): Promise<number> {
  const { terminal } = invocation;
  const { intake, store } = supervisor;
  const started = Date.now();
  const seconds = () => (Date.now() - started) / 1_000;
  terminal.say(`Queue store: ${store.describe}`);
  for (const warning of store.warnings) terminal.say(`Warning: ${warning}`);
  const mine = ofThisRun(before);
  let said: string | null = null;
  const counts = new KeptCounts(intake.book, mine);
  await supervisor.loop(
    () => interrupt.happened || intake.isIdle,
    every(250, () => {
      sayPause(intake.paused?.message ?? null);
      terminal.progress(progressLine(counts.at(Date.now()), intake.waiting, seconds()));
    }),
  );
  await supervisor.stop();
  interrupt.stopListening();
  for (const path of intake.unreadable) {
    terminal.say(`Left in the inbox, may not be read: ${path}. Try: chmod a+r`);
  }
  const code = printCounts(countReceipts(intake.book.all(), mine), seconds(), invocation);
  return interrupt.happened ? exitCodes.interrupted : code;

  function sayPause(message: string | null): void {
    if (message !== null && message !== said) terminal.say(message);
    said = message;
  }
}

/** A supervisor runs: it works, we wait for what we gave it. */
async function waitBeside(
  heldBy: number,
  { added, before, state }: { added: Set<string>; before: Receipt[]; state: Storage },
  invocation: Invocation,
): Promise<number> {
  const { config, terminal } = invocation;
  const started = Date.now();
  terminal.say(`Handed over to the Offprint that runs already (process ${heldBy}).`);
  const known = new Set(before.map(({ receipt }) => receipt));
  const open = new Set(before.filter(({ settled }) => !settled).map(({ receipt }) => receipt));
  const mine = ({ receipt, file }: Receipt) =>
    open.has(receipt) || (!known.has(receipt) && added.has(file.path));
  // What has ended need not be read again.
  const ended = new Map<string, Receipt>();
  for (;;) {
    const looked = performance.now();
    // In the order of the flow, so that a file on its way from one place to the next is not missed.
    const inInbox = (await scanInbox(config.inbox)).filter(({ path }) => added.has(path)).length;
    const claimed = await readdir(config.processing);
    const receipts = await allReceipts(state, ended);
    for (const receipt of receipts) if (receipt.settled) ended.set(receipt.receipt, receipt);
    const accepted = new Set(receipts.map(({ receipt }) => receipt));
    const halfway = claimed.filter((name) => name.startsWith('f') && !accepted.has(name)).length;
    const waiting = inInbox + halfway;
    const counts = countReceipts(receipts, mine);
    const seconds = (Date.now() - started) / 1_000;
    terminal.progress(progressLine(counts, waiting, seconds));
    const settled = receipts.filter(mine).every((receipt) => receipt.settled);
    if (waiting === 0 && settled && (await isOnFrontPage(receipts.filter(mine), config))) {
      return printCounts(counts, seconds, invocation);
    }
    await sleep(pauseAfter(performance.now() - looked));
  }
}

/** Whether the front page was written after the last of these was published. */
async function isOnFrontPage(receipts: Receipt[], { archive }: Config): Promise<boolean> {
  // A bucket does not say when it was written here; the page comes within seconds.
  if (parseS3(archive)) return true;
  const published = receipts
    .flatMap(({ ends }) => Object.values(ends))
    .filter(({ outcome }) => outcome === 'published');
  const page = await stat(join(archive, 'index.html')).catch(() => null);
  return published.every(({ at }) => page !== null && page.mtimeMs >= Date.parse(at));
}

/** Those this run accepted, and those in flight when it began. */
function ofThisRun(before: Receipt[]): (receipt: Receipt) => boolean {
  const ended = new Map(
    before.filter(({ settled }) => settled).map((receipt) => [receipt.receipt, receipt.generation]),
  );
  return ({ receipt, generation }) => ended.get(receipt) !== generation;
}

async function nothingToDo(
  { config }: Invocation,
  state: Storage,
  receipts: Receipt[],
): Promise<boolean> {
  if (receipts.some(({ settled }) => !settled)) return false;
  // Claimed by a process that died before it wrote their receipts.
  if ((await readdir(config.processing).catch(() => [])).length > 0) return false;
  if ((await wishedAgain(state)).size > 0) return false;
  return (await scanInbox(config.inbox)).length === 0;
}

async function allReceipts(state: Storage, known?: Map<string, Receipt>): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for await (const receipt of new Receipts(state).all(known)) receipts.push(receipt);
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
