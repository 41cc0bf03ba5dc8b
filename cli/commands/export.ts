/** `offprint export ID… --to FILE`: articles of the archive as one file. Needs no running Offprint. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { archiveIsThere } from '../../shared/archive-marker.ts';
import { sizeText } from '../../shared/bytes.ts';
import { extensions, formatOf } from '../../workers/export/formats.ts';
import { selectArticles, type Wanted } from '../../workers/export/select.ts';
import { type Export, type Exported, exportTo, exportToFile } from '../../workers/export.ts';
import { colours } from '../colours.ts';
import { exitCodes, serviceError, usageError } from '../exit.ts';
import { onInterrupt } from '../interrupt.ts';
import type { Act, Invocation } from '../main.ts';
import { openHome } from '../places.ts';

/** stdout; what goes there are lines for programs. */
const STDOUT = '-';

export const act: Act = async (names, invocation) => {
  const { config, json, options, terminal } = invocation;
  const wanted = readWanted(names, options);
  const to = await readTarget(options.to, { json, force: options.force === true });
  const open = formatOf(to === STDOUT ? '.jsonl' : to);
  if (!open) throw usageError(`Name the file by one of these formats: ${extensions}; not ${to}.`);
  const { archive } = await openHome(config);
  if (!(await archiveIsThere(archive))) {
    throw serviceError(`There is no archive at ${config.archive}.`);
  }
  const { ids, unknown } = await selectArticles(archive, wanted);
  if (unknown.length > 0) throw usageError(unknownNames(unknown));
  if (ids.length === 0)
    throw usageError('The archive has no such article; there is nothing to export.');
  const aborter = new AbortController();
  const interrupt = onInterrupt({
    first: () => aborter.abort(),
    second: () => process.exit(exitCodes.interrupted),
  });
  const order = {
    archive,
    ids,
    format: open(archive),
    signal: aborter.signal,
    onProgress: (done: number) => terminal.progress(`${done} of ${ids.length} articles`),
  };
  try {
    const result = await write(to, order);
    terminal.progress('');
    report(result, to, invocation);
    return result.missing.length > 0 ? exitCodes.someFailed : exitCodes.well;
  } catch (error) {
    if (!interrupt.happened) throw error;
    terminal.say(`Stopped; ${to} is as it was.`);
    return exitCodes.interrupted;
  } finally {
    interrupt.stopListening();
  }
};

async function write(to: string, order: Export): Promise<Exported> {
  if (to !== STDOUT) return exportToFile(to, order);
  return { ...(await exportTo(process.stdout, order, { end: false })), bytes: 0 };
}

function readWanted(names: string[], { all, outlet, since }: Record<string, unknown>): Wanted {
  const isFiltered = outlet !== undefined || since !== undefined;
  if (names.length > 0 && all === true) throw usageError('Name articles, or say --all; not both.');
  if (names.length === 0 && all !== true && !isFiltered) {
    throw usageError('Say which articles: ids or addresses, --outlet, --since, or --all.');
  }
  const moment = since === undefined ? null : Date.parse(String(since));
  if (Number.isNaN(moment)) throw usageError('--since takes a date, such as 2026-11-25.');
  return {
    names,
    outlet: outlet === undefined ? null : String(outlet).toLowerCase(),
    since: moment,
  };
}

async function readTarget(
  to: unknown,
  { json, force }: { json: boolean; force: boolean },
): Promise<string> {
  if (typeof to !== 'string' || to === '') {
    throw usageError(`Say where to: --to FILE, whose name ends in one of ${extensions}.`);
  }
  if (to === STDOUT) {
    if (json) throw usageError('With --to - the articles go to stdout; leave out --json.');
    return to;
  }
  const folder = dirname(resolve(to));
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isThere) throw usageError(`There is no folder ${folder}; make it first.`);
  const found = await stat(to).catch(() => null);
  if (found?.isDirectory()) throw usageError(`${to} is a folder; give the name of a file.`);
  if (found && !force) throw usageError(`${to} is there already; --force writes over it.`);
  await access(folder, constants.W_OK).catch(() => {
    throw usageError(`Nothing may be written into ${folder}; choose another place with --to.`);
  });
  return to;
}

function unknownNames(unknown: string[]): string {
  return `The archive has no article ${unknown.join(', ')}. See: offprint status --json --articles`;
}

function report({ exported, bytes, missing }: Exported, to: string, invocation: Invocation): void {
  const { json, terminal } = invocation;
  const file = exported > 0 ? to : null;
  const count = `${exported} article${exported === 1 ? '' : 's'}`;
  const lines = missing.map(({ id, message }) => `${colours.red('left out')} ${id}: ${message}`);
  if (missing.length > 0) lines.push('Whatever else is damaged: offprint verify');
  lines.push(file === null ? 'Nothing was written.' : `${count} in ${to}, ${sizeText(bytes)}.`);
  if (json) terminal.out(JSON.stringify({ exported, file, bytes, missing }, null, 2));
  // There stdout holds the articles.
  else if (to === STDOUT) terminal.say(lines.slice(0, -1).join('\n') || `${count}.`);
  else terminal.out(lines.join('\n'));
}
