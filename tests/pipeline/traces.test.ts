/** Traces of real runs, received by a real server. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { savedArticle } from '../helpers/articles.ts';
import {
  attributesOf,
  type Collector,
  openCollector,
  type SentSpan,
} from '../helpers/collector.ts';
import { offprint } from '../helpers/offprint.ts';

const spy = fileURLToPath(new URL('../helpers/loaded-modules.cjs', import.meta.url));
const STAGES = ['ingest', 'parse', 'images', 'metadata', 'publish'];

describe('traces', () => {
  let home: string;
  let given: string;
  let loaded: string;
  beforeEach(async () => {
    const root = await mkdtemp(join(tmpdir(), 'offprint-traces-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    [home, given, loaded] = [join(root, 'home'), join(root, 'given'), join(root, 'loaded')];
    await mkdir(given);
    for (const name of ['ferry', 'pier']) {
      const body = `<p>The ${name} sails in the morning, before the first train leaves.</p>`;
      const url = `https://news.example/secret-${name}`;
      const article = savedArticle({ url, title: `The secret ${name}`, body });
      await writeFile(join(given, `${name}.md`), article);
    }
    await writeFile(join(given, 'two.urls'), 'https://192.168.7.7/secret\nhttp://10.1.1.1/secret');
  });
  const run = async (env: Record<string, string>) => {
    const around = { NODE_OPTIONS: `--require ${spy}`, TEST_LOADED_MODULES: loaded };
    const ended = await offprint(['run', given, '--json', '--home', home], { ...around, ...env });
    expect(JSON.parse(ended.stdout)).toMatchObject({ published: 2, failed: 2 });
    const files = await readdir(loaded);
    const processes = await Promise.all(
      files.map(async (name) => JSON.parse(await readFile(join(loaded, name), 'utf8'))),
    );
    return { processes, said: ended.stderr };
  };

  it('are one for each article, over all stages and both processes', async () => {
    const collector = await openCollector();
    const { processes } = await run({ OFFPRINT_TRACES: collector.origin });
    const tracing = processes.filter((one) => one.loaded.some(isSdk));
    expect(tracing).toHaveLength(2);

    const traces = published(collector);
    expect(traces.length).toBe(2);
    for (const trace of traces) {
      const worked = trace.filter(({ name }) => name.startsWith('process '));
      expect(worked.map(({ name }) => name.slice('process '.length))).toEqual(STAGES);
      const added = trace.find(({ name }) => name === 'add ingest.ingest');
      expect(added?.parentSpanId ?? '').toBe('');
      expect(added?.resource['offprint.role']).toBe('supervisor');
      expect(worked.map(({ resource }) => resource['offprint.role'])).toEqual(
        STAGES.map(() => 'worker'),
      );
      expect(new Set(trace.map(({ resource }) => resource['process.pid'])).size).toBe(2);
      expect(new Set(trace.map(({ resource }) => resource['service.name']))).toEqual(
        new Set(['offprint']),
      );
      const told = worked.map((span) => attributesOf(span));
      expect(new Set(told.map((one) => one['offprint.receipt'])).size).toBe(1);
      expect(told.map((one) => one['offprint.outcome'])).toEqual(STAGES.map(() => 'done'));
      expect(told[0]?.['offprint.article']).toMatch(/^a[0-9a-f]{20}$/);
    }
  });

  it('tell codes, but no addresses, titles or sentences', async () => {
    const collector = await openCollector();
    await run({ OFFPRINT_TRACES: collector.origin });
    const codes = collector.spans.map((span) => attributesOf(span)['offprint.code']);
    expect(codes.filter((code) => code === 'E_URL_PRIVATE')).toHaveLength(2);
    expect(collector.text()).not.toMatch(/secret|192\.168|morning|token/i);
  });

  it('begin with a job: what queues do on their own is none', async () => {
    const collector = await openCollector();
    await run({ OFFPRINT_TRACES: `${collector.origin}/` });
    const roots = collector.spans.filter(({ parentSpanId }) => !parentSpanId);
    expect(new Set(roots.map(({ name }) => name.split('.')[0]))).toEqual(
      new Set(['add ingest', 'add catalog']),
    );
    // The file of two addresses is one, each of its addresses another.
    expect(roots.filter(({ name }) => name === 'add ingest.ingest')).toHaveLength(5);
  });

  it('cost nothing where no collector is named: nothing of the SDK is loaded', async () => {
    const { processes } = await run({});
    expect(processes.some(({ program }) => /main\.ts --forked/.test(program))).toBe(true);
    expect(processes.flatMap((one) => one.loaded.filter(isSdk))).toEqual([]);
  });

  it('hold nothing up when the collector is away, which is said once by each process', async () => {
    const { said } = await run({ OFFPRINT_TRACES: 'http://127.0.0.1:9', LOG_LEVEL: 'warn' });
    expect(said.match(/traces cannot be delivered/g)).toHaveLength(2);
  });
});

/** The API alone is small, does nothing by itself, and is loaded by prom-client, too. */
function isSdk(path: string): boolean {
  return !path.includes('@opentelemetry/api/');
}

/** The traces of the articles that went all the way, each in the order of time. */
function published({ spans }: Collector): SentSpan[][] {
  const traces = new Map<string, SentSpan[]>();
  for (const span of spans) traces.set(span.traceId, [...(traces.get(span.traceId) ?? []), span]);
  return [...traces.values()]
    .filter((trace) => trace.some(({ name }) => name === 'process publish'))
    .map((trace) => trace.toSorted((a, b) => rank(a) - rank(b)));
}

function rank({ name }: SentSpan): number {
  return STAGES.findIndex((stage) => name.includes(stage));
}
