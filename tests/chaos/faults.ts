/**
 * Runs a folder of articles against a picture server with every fault there is and a web archive that
 * has half of what is lost, and prints what came of each fault:
 *
 *   node --import tsx tests/chaos/faults.ts FOLDER [--share 0.3]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { ArticleRecord } from '../../shared/article.ts';
import { type Code, codes } from '../../shared/codes.ts';
import type { PictureTry } from '../../workers/images/tries.ts';
import { faultOf, startPictureServer } from '../helpers/picture-server.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { share: { type: 'string', default: '0.3' } },
});
const share = Number(values.share);
const program = new URL('../../cli/offprint.mjs', import.meta.url).pathname;
const server = await startPictureServer({ share });
const home = await mkdtemp(join(tmpdir(), 'offprint-faults-'));
const env = {
  ...process.env,
  OFFPRINT_HOME: home,
  OFFPRINT_PORT: '0',
  OFFPRINT_ALLOW_HOSTS: server.host,
  OFFPRINT_PICTURE_SOURCES: `${server.origin}/?u={url}`,
  OFFPRINT_RESCUE_SOURCES: `${server.origin}/web/{timestamp}im_/{url}`,
  OFFPRINT_RESCUE_RATE: '6000',
  LOG_LEVEL: 'error',
};

const started = Date.now();
await ended(['run', positionals[0] ?? '', '--quiet']);
console.log(`run: ${(Date.now() - started) / 1_000} s`, await tally());
const lane = spawn(process.execPath, [program, 'start'], { env, stdio: 'ignore' });
while ((await files('state/rescue')).length + (await files('state/again')).length > 0)
  await sleep(1_000);
await sleep(5_000);
lane.kill('SIGINT');
await once(lane, 'exit');
console.log(`with the slow lane: ${(Date.now() - started) / 1_000} s`, await tally());
console.table(await outcomes());
const most = Math.max(...server.requests.values());
console.log(`the most requests for one address: ${most}`);
await ended(['verify']);
await server.close();
await rm(home, { recursive: true, force: true });

async function ended(args: string[]): Promise<void> {
  const child = spawn(process.execPath, [program, ...args], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) console.log(`${args[0]} ended with ${code}`);
}

/** What became of all pictures; each missing one has a reason that readers are told. */
async function tally(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const path of await files('archive/articles')) {
    if (!path.endsWith('/article.json') || path.includes('/versions/')) continue;
    const record = JSON.parse(await readFile(path, 'utf8')) as ArticleRecord;
    for (const { status, reason } of record.pictures) {
      if (status === 'missing' && !codes[reason as Code]) throw new Error(`no reason in ${path}`);
      const key = status === 'missing' ? `missing ${reason}` : status;
      counts[key] = (counts[key] ?? 0) + 1;
    }
  }
  return counts;
}

/** By the fault of an address, how often each answer came of it. */
async function outcomes(): Promise<Record<string, Record<string, number>>> {
  const table: Record<string, Record<string, number>> = {};
  for (const path of await files('state/tries')) {
    const { tries } = JSON.parse(await readFile(path, 'utf8')) as { tries: PictureTry[] };
    for (const { address, code } of tries) {
      const fault = faultOf(address.slice(server.origin.length), share) ?? 'none';
      const row = table[fault] ?? {};
      table[fault] = { ...row, [code ?? 'given']: (row[code ?? 'given'] ?? 0) + 1 };
    }
  }
  return Object.fromEntries(Object.entries(table).sort());
}

async function files(folder: string): Promise<string[]> {
  const root = join(home, folder);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
}
