/**
 * What an article takes: bytes in Redis while it waits, bytes in the archive afterwards.
 *
 *   node --import tsx bench/sizes.ts [--jobs 20000] [--articles 500] [--at FOLDER] [--json]
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pMap from 'p-map';
import { Producer } from '../queues/producer.ts';
import { offprint } from '../tests/helpers/offprint.ts';
import { startRedisServer } from '../tests/helpers/redis-server.ts';
import { writeArticles } from './articles.ts';
import { machine, round } from './figures.ts';

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '20000' },
    articles: { type: 'string', default: '500' },
    at: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
});
const root = await mkdtemp(join(values.at, 'offprint-sizes-'));
const given = join(root, 'given');
await writeArticles(given, Number(values.articles));
await offprint(['run', given, '--quiet', '--home', join(root, 'home')]);
const sources = await weigh(given);
const archive = await weigh(join(root, 'home/archive'));
console.log(
  JSON.stringify(
    {
      machine: machine(),
      redisBytesPerWaitingArticle: await waitingArticle(Number(values.jobs)),
      articles: Number(values.articles),
      sourceBytesPerArticle: Math.round(sources.bytes / Number(values.articles)),
      archiveBytesPerArticle: Math.round(archive.bytes / Number(values.articles)),
      archiveAgainstSource: round(archive.bytes / sources.bytes),
      archiveFilesPerArticle: round(archive.files / Number(values.articles)),
    },
    null,
    2,
  ),
);
await rm(root, { recursive: true });

/** Bytes of Redis for each job that waits for its first stage. */
async function waitingArticle(jobs: number): Promise<number> {
  const redis = await startRedisServer();
  const producer = new Producer({ address: { url: redis.url }, kind: 'url', prefix: 'offprint' });
  await producer.ready();
  const used = async () =>
    Number(/used_memory:(\d+)/.exec(await producer.redis.info('memory'))?.[1]);
  const before = await used();
  const receipts = Array.from(
    { length: jobs },
    (_, n) => `f${createHash('sha256').update(`${n}`).digest('hex').slice(0, 20)}`,
  );
  await pMap(
    receipts,
    (receipt) => producer.enqueue('ingest', { receipt, generation: 0 }, receipt),
    { concurrency: 50 },
  );
  const after = await used();
  await producer.close();
  await redis.close();
  return Math.round((after - before) / jobs);
}

async function weigh(folder: string): Promise<{ files: number; bytes: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile());
  const sizes = await pMap(
    files,
    async (one) => (await stat(join(one.parentPath, one.name))).size,
    {
      concurrency: 16,
    },
  );
  return { files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
