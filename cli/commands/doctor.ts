/** `offprint doctor`: checks what Offprint needs on this machine, and says what to do. */
import { mkdir } from 'node:fs/promises';
import { freeBytes } from '../../queues/space.ts';
import { openArchive } from '../../shared/archive-marker.ts';
import { sizeText } from '../../shared/bytes.ts';
import type { Config } from '../../shared/config.ts';
import { openStorage } from '../../shared/open-storage.ts';
import { colours } from '../colours.ts';
import { exitCodes } from '../exit.ts';
import { holder } from '../lock.ts';
import type { Act } from '../main.ts';
import { openPlaces } from '../places.ts';
import { socketPath } from '../sockets.ts';
import { openStore } from '../store.ts';
import { findServer } from '../store-server.ts';
import { table } from '../table.ts';

interface Finding {
  what: string;
  state: 'well' | 'warning' | 'wrong';
  message: string;
}

/** Each check by itself: one that fails does not hide the next. */
const checks: [string, (config: Config) => Promise<Omit<Finding, 'what'>>][] = [
  ['Node', checkNode],
  ['queue store', checkStore],
  ['archive', checkArchive],
  ['state', checkState],
  ['disk space', checkSpace],
  ['picture formats', checkPictures],
];

export const act: Act = async (_, { config, json, terminal }) => {
  await mkdir(config.home, { recursive: true });
  const findings: Finding[] = [];
  for (const [what, check] of checks) {
    const finding = await check(config).catch((error: Error) => ({
      state: 'wrong' as const,
      message: error.message,
    }));
    findings.push({ what, ...finding });
  }
  const wrong = findings.some(({ state }) => state === 'wrong');
  if (json) terminal.out(JSON.stringify({ well: !wrong, findings }, null, 2));
  else {
    const rows = findings.map(({ what, state, message }) => [mark(state), what, message]);
    terminal.out(table([{}, {}, {}], rows, null));
  }
  return wrong ? exitCodes.service : exitCodes.well;
};

async function checkNode(): Promise<Omit<Finding, 'what'>> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    return { state: 'wrong', message: `${process.versions.node}; Offprint needs 20.19 or newer` };
  }
  return { state: 'well', message: process.versions.node };
}

async function checkStore(config: Config): Promise<Omit<Finding, 'what'>> {
  const heldBy = await holder(socketPath(config, 'supervisor'));
  if (heldBy !== null)
    return { state: 'well', message: `in use by the Offprint that runs (process ${heldBy})` };
  const store = await openStore(config, await openStorage(config.state));
  await store.close();
  const [warning] = store.warnings;
  if (warning) return { state: 'warning', message: warning };
  if (store.kind !== 'javascript') return { state: 'well', message: store.describe };
  const server = await findServer(config);
  return {
    state: 'warning',
    message: `${server ?? store.describe}; for more than a few thousand articles: apt-get install redis-server, or brew install valkey`,
  };
}

async function checkArchive(config: Config): Promise<Omit<Finding, 'what'>> {
  const { archive, state } = await openPlaces(config);
  const isThere = await openArchive(archive, state);
  if (isThere) return { state: 'well', message: config.archive };
  return { state: 'wrong', message: `not at ${config.archive}; is its disk mounted?` };
}

async function checkState(config: Config): Promise<Omit<Finding, 'what'>> {
  const { state } = await openPlaces(config);
  await state.write('doctor', 'written to see whether it can be', { durable: true });
  await state.remove('doctor');
  return { state: 'well', message: config.state };
}

async function checkSpace(config: Config): Promise<Omit<Finding, 'what'>> {
  const free = await freeBytes(config.home);
  const message = `${sizeText(free)} free at ${config.home}`;
  if (free >= config.minFree) return { state: 'well', message };
  return {
    state: 'wrong',
    message: `${message}; intake pauses below ${sizeText(config.minFree)} (OFFPRINT_MIN_FREE)`,
  };
}

/** Makes a picture and reads it back: a broken install of sharp shows here and not in the first article. */
async function checkPictures(): Promise<Omit<Finding, 'what'>> {
  const { default: sharp } = await import('sharp');
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'teal' } })
    .webp()
    .toBuffer();
  await sharp(picture).stats();
  const readable = ['jpeg', 'png', 'webp', 'gif', 'heif'] as const;
  const missing = readable.filter((format) => !sharp.format[format]?.input.buffer);
  if (missing.length > 0)
    return { state: 'wrong', message: `sharp cannot read ${missing.join(', ')}; run: npm install` };
  return { state: 'well', message: `JPEG, PNG, WebP, GIF, AVIF (sharp ${sharp.versions.sharp})` };
}

function mark(state: Finding['state']): string {
  return { well: colours.green('✓'), warning: colours.yellow('!'), wrong: colours.red('✗') }[state];
}
