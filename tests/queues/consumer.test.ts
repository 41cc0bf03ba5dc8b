import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'bullmq';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newReceipt } from '../../queues/accept.ts';
import { type RunStage, startConsumer } from '../../queues/consumer.ts';
import { Ledger } from '../../queues/endings.ts';
import { pipeline } from '../../queues/pipeline.ts';
import type { Step } from '../../queues/receipts.ts';
import { JOB_FORMAT } from '../../shared/article.ts';
import type { StageName } from '../../shared/config.ts';
import { EarlyEnd, PermanentError, RetryLater, TransientError } from '../../shared/errors.ts';
import { openLog } from '../../shared/log.ts';
import { openWorkerMetrics, type WorkerMetrics } from '../../shared/metrics.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { ARTICLE, ingestedArticle, parsedArticle, RECEIPT } from '../helpers/articles.ts';
import { collectGarbage } from '../helpers/garbage.ts';
import { openTestQueues, type TestQueues } from '../helpers/redis.ts';

const job = { receipt: RECEIPT, generation: 0 };
const INGESTED: Step = {
  stage: 'ingest',
  outcome: 'done',
  at: '2026-01-01T00:00:00Z',
  ms: 1,
  attempts: 1,
  failures: [],
  tries: [],
};
const subject = `${ARTICLE}_${ingestedArticle().version}`;
const about = { accepted: 'x', subject, versions: {}, steps: [INGESTED] };

describe('consumer', () => {
  let folder: string;
  let ledger: Ledger;
  let queues: TestQueues;
  let workers: Worker[];
  let metrics: WorkerMetrics;
  let logged: Record<string, unknown>[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offprint-consumer-'));
    ledger = new Ledger(new DiskStorage(folder));
    queues = await openTestQueues();
    workers = [];
    metrics = openWorkerMetrics();
    logged = [];
    const from = { path: 'harbour.md', collection: null, modified: 0, size: 100, generation: 0 };
    const claimed = {
      receipt: RECEIPT,
      rawName: Buffer.from('harbour.md'),
      from,
      sha256: 'ab'.repeat(32),
    };
    await ledger.receipts.write(newReceipt(claimed, { order: 1, sameAs: null }));
    const made = { about, output: ingestedArticle() };
    await ledger.outputs.write('ingest', RECEIPT, made);
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    await queues.wipe();
    await rm(folder, { recursive: true, force: true });
  });

  const parseWith = (run: RunStage<'parse'>) => consume('parse', run);
  function consume<S extends StageName>(stage: S, run: RunStage<S>): Worker {
    const destination = { write: (line: string) => logged.push(JSON.parse(line)) };
    const log = openLog('info', { destination });
    const { producer } = queues;
    const worker = startConsumer(stage, run, { queues, producer, ledger, log, metrics });
    workers.push(worker);
    return worker;
  }
  async function completed(run: RunStage<'parse'>, times = 1): Promise<void> {
    const worker = parseWith(run);
    for (let n = 0; n < times; n += 1) {
      const done = once(worker, 'completed');
      await queues.producer.enqueue('parse', { ...job, generation: n }, subject);
      await done;
    }
  }
  const lineOf = (attempt: number) => ({
    stage: 'parse',
    article: ARTICLE,
    receipt: RECEIPT,
    attempt,
    ms: expect.any(Number),
  });
  const endOf = async () => (await ledger.receipts.notices())[0]?.notice.end ?? null;

  it('writes the output and hands the article on', async () => {
    await completed(async () => parsedArticle({ body: '<p>clean</p>' }));
    const [next] = await queues.producer.queue('images').getWaiting();
    expect(next?.id).toBe(`images_${subject}_g0`);
    expect(next?.data).toEqual({ ...job, format: 1 });
    expect((await ledger.outputs.input('images', RECEIPT))?.value.body).toBe('<p>clean</p>');
  });

  it('gives the stage what the stage before it wrote', async () => {
    let given: unknown;
    await completed(async (input) => {
      given = input;
      return parsedArticle();
    });
    expect(given).toEqual(ingestedArticle());
  });

  it('holds on to nothing of an article that is done', async () => {
    const held: WeakRef<object>[] = [];
    await completed(async (input, { signal }) => {
      const made = parsedArticle();
      held.push(new WeakRef(input), new WeakRef(made), new WeakRef(signal));
      return made;
    });
    await expect
      .poll(() => {
        collectGarbage();
        return held.filter((one) => one.deref() !== undefined).length;
      })
      .toBe(0);
  });

  it('only hands on what is there already for this input', async () => {
    const output = parsedArticle({ body: '<p>made before</p>' });
    await ledger.outputs.write('parse', RECEIPT, { about, output });
    let runs = 0;
    const run = async () => {
      runs += 1;
      return parsedArticle();
    };
    const done = once(parseWith(run), 'completed');
    // A first run of the first generation need not look: nobody can have been there.
    await queues.producer.enqueue('parse', { ...job, generation: 1 }, subject);
    await done;
    expect(runs).toBe(0);
    expect(await queues.producer.queue('images').getWaitingCount()).toBe(1);
  });

  it('runs again when the record is of another version of a stage, or torn', async () => {
    const record = `work/${RECEIPT}.json`;
    const { state } = ledger;
    const stale = (await state.read(record))?.toString().replace('"ingest":2', '"ingest":1') ?? '';
    await state.write(record, stale);
    expect(await ledger.outputs.done('ingest', RECEIPT)).toBeNull();
    await completed(async () => parsedArticle({ body: '<p>fresh</p>' }));
    const whole = (await state.read(record))?.toString() ?? '';
    for (const torn of ['', whole.slice(0, -9), whole.replace('fresh', 'mixed')]) {
      await state.write(record, torn);
      // What this process remembers is taken once.
      await ledger.outputs.input('images', RECEIPT);
      expect(await ledger.outputs.input('images', RECEIPT)).toBeNull();
    }
  });

  it('hands on what a later stage has written over', async () => {
    await ledger.outputs.write('parse', RECEIPT, { about, output: parsedArticle() });
    const done = once(
      parseWith(async () => parsedArticle()),
      'completed',
    );
    const output = { ...parsedArticle(), pictures: [], lost: [] };
    await ledger.outputs.write('images', RECEIPT, { about, output });
    await queues.producer.enqueue('parse', { ...job, generation: 1 }, subject);
    await done;
    expect((await queues.producer.queue('images').getWaiting())[0]?.id).toBe(
      `images_${subject}_g1`,
    );
    expect((await ledger.outputs.done('images', RECEIPT))?.output).toEqual(output);
  });

  it('ends the article as failed after a permanent error, with code and sentence', async () => {
    const worker = parseWith(async () => {
      throw new PermanentError('E_NO_CONTENT', 'Nothing is written there.');
    });
    const failed = once(worker, 'failed');
    await queues.producer.enqueue('parse', job, subject);
    await failed;
    expect(await endOf()).toMatchObject({
      outcome: 'failed',
      code: 'E_NO_CONTENT',
      message: 'Nothing is written there.',
      stage: 'parse',
      attempts: 1,
      id: ARTICLE,
      title: 'Harbour opens',
      steps: [
        { stage: 'ingest', outcome: 'done' },
        { stage: 'parse', outcome: 'failed', failures: ['Nothing is written there.'] },
      ],
    });
  });

  it('tells of a stage that is still being tried', async () => {
    const worker = parseWith(async () => {
      throw new TransientError('E_STORAGE', 'the disk was busy');
    });
    const failed = once(worker, 'failed');
    await queues.producer.enqueue('parse', job, subject);
    await failed;
    expect(await ledger.outputs.steps(RECEIPT)).toMatchObject([
      { stage: 'ingest', outcome: 'done' },
      { stage: 'parse', outcome: 'trying', attempts: 1, tries: [{ code: 'E_STORAGE' }] },
    ]);
  });

  it.each([
    ['a disk that is full', Object.assign(new Error('the disk'), { code: 'ENOSPC' })],
    ['a disk that is read-only', Object.assign(new Error('the disk'), { code: 'EROFS' })],
    ['a disk that fails', Object.assign(new Error('the disk'), { code: 'EIO' })],
    ['a Redis whose disk is full', new Error('MISCONF Errors writing to the AOF file: …')],
    [
      'a Redis whose memory is full',
      new Error("OOM command not allowed when used memory > 'maxmemory'."),
    ],
    [
      'a Redis that is away',
      new Error("Stream isn't writeable and enableOfflineQueue options is false"),
    ],
  ])('waits for %s, at no attempt', async (_, trouble) => {
    let runs = 0;
    parseWith(async () => {
      runs += 1;
      throw trouble;
    });
    await queues.producer.enqueue('parse', job, subject);
    const delayed = () => queues.producer.queue('parse').getDelayed();
    await expect.poll(async () => (await delayed()).length).toBe(1);
    const [waiting] = await delayed();
    expect(waiting?.attemptsMade).toBe(0);
    expect(runs).toBe(1);
    expect(await endOf()).toBeNull();
  });

  it.each([
    ['torn', (text: string) => text.slice(0, text.length >> 1)],
    ['gone', () => null],
  ])('asks for another start where what the article had become is %s', async (_, spoil) => {
    const key = `work/${RECEIPT}.json`;
    const spoilt = spoil((await ledger.state.read(key))?.toString() ?? '');
    if (spoilt === null) await ledger.state.remove(key);
    else await ledger.state.write(key, spoilt);
    ledger = new Ledger(ledger.state);
    await completed(async () => parsedArticle());
    expect(await ledger.receipts.notices()).toMatchObject([
      { notice: { receipt: RECEIPT, generation: 0, end: null, parts: null } },
    ]);
  });

  it('asks for no other start where the article is further on', async () => {
    await ledger.outputs.write('parse', RECEIPT, { about, output: parsedArticle() });
    ledger = new Ledger(ledger.state);
    const done = once(
      parseWith(async () => parsedArticle()),
      'completed',
    );
    await queues.producer.enqueue('parse', job, subject);
    await done;
    expect(await ledger.receipts.notices()).toEqual([]);
  });

  it('ends what is no job, and takes the next', async () => {
    const worker = parseWith(async () => parsedArticle());
    const failed = once(worker, 'failed');
    await queues.producer
      .queue('parse')
      .add('parse', { receipt: '../etc' } as never, { jobId: 'x' });
    const [bad] = await failed;
    expect(bad.failedReason).toMatch(/^E_JOB: /);
    const done = once(worker, 'completed');
    await queues.producer.enqueue('parse', job, subject);
    await done;
    expect(await queues.producer.queue('images').getWaitingCount()).toBe(1);
  });

  describe('beside a newer Offprint', () => {
    const left = async (stage: StageName = 'parse') => {
      const delayed = () => queues.producer.queue(stage).getDelayed();
      await expect.poll(async () => (await delayed()).length).toBe(1);
      const [waiting] = await delayed();
      expect(waiting?.attemptsMade).toBe(0);
      expect(await ledger.receipts.notices()).toEqual([]);
      return logged.map(({ outcome, code, msg }) => ({ outcome, code, msg }));
    };
    const run = async () => parsedArticle();
    const upgrade = 'was made by a newer Offprint. Its workers will do it; upgrade this one.';

    it('leaves its jobs to it, and says why', async () => {
      parseWith(run);
      const data = { ...job, format: JOB_FORMAT + 1 };
      await queues.producer.queue('parse').add('parse', data, { jobId: 'newer' });
      expect(await left()).toEqual([
        { outcome: 'later', code: 'E_JOB', msg: `This job ${upgrade}` },
      ]);
    });

    it('leaves the articles to it that its stages have worked on', async () => {
      const { version } = pipeline.ingest;
      const key = `work/${RECEIPT}.json`;
      const record = (await ledger.state.read(key))?.toString() ?? '';
      await ledger.state.write(
        key,
        record.replace(`"ingest":${version}`, `"ingest":${version + 1}`),
      );
      ledger = new Ledger(ledger.state);
      parseWith(run);
      await queues.producer.enqueue('parse', job, subject);
      const msg = `What the article has become ${upgrade}`;
      expect(await left()).toEqual([{ outcome: 'later', code: 'E_JOB', msg }]);
    });

    it('leaves the files to it that its supervisor has accepted', async () => {
      const [folder = ''] = await ledger.state.list('receipts');
      const [name = ''] = await ledger.state.list(`receipts/${folder}`);
      const key = `receipts/${folder}${name}`;
      const receipt = JSON.parse((await ledger.state.read(key))?.toString() ?? '');
      const newer = { ...receipt, format: receipt.format + 1 };
      await ledger.state.write(key, JSON.stringify(newer));
      consume('ingest', async () => ingestedArticle());
      await queues.producer.enqueue('ingest', job, RECEIPT);
      const msg = `What is in the state folder ${upgrade}`;
      expect(await left('ingest')).toEqual([{ outcome: 'later', code: 'E_JOB', msg }]);
    });

    it('understands the jobs of one before, which had no format', async () => {
      const done = once(parseWith(run), 'completed');
      await queues.producer.queue('parse').add('parse', job, { jobId: 'older' });
      await done;
      expect(await queues.producer.queue('images').getWaitingCount()).toBe(1);
    });
  });

  it('leaves nothing in the queue that is not for everybody who sees it', async () => {
    const worker = parseWith(async () => {
      throw new PermanentError('E_URL_CREDENTIALS', 'no: http://me:secret@news.example/');
    });
    const failed = once(worker, 'failed');
    await queues.producer.enqueue('parse', job, subject);
    await failed;
    const [kept] = await queues.producer.queue('parse').getFailed();
    expect(kept?.failedReason).toMatch(/^E_URL_CREDENTIALS: no: .*news\.example/);
    expect(kept?.failedReason).not.toContain('secret');
    expect(kept?.stacktrace).toEqual([]);
  });

  it('tries again after any other error, and keeps the reason of each attempt', async () => {
    let runs = 0;
    const worker = parseWith(async () => {
      runs += 1;
      if (runs === 1) throw new TransientError('E_STORAGE', 'the disk was busy');
      return parsedArticle();
    });
    const done = once(worker, 'completed');
    await queues.producer.enqueue('parse', job, subject);
    await done;
    const [step] = (await ledger.outputs.steps(RECEIPT)).filter(({ stage }) => stage === 'parse');
    expect(step).toMatchObject({ attempts: 2, failures: ['the disk was busy'], outcome: 'done' });
    expect(step?.tries).toEqual([
      {
        at: expect.stringMatching(/^20/),
        ms: expect.any(Number),
        code: 'E_STORAGE',
        message: 'the disk was busy',
      },
    ]);
    expect(await endOf()).toBeNull();
  });

  it('ends the article with the last reason when the row allows no more attempts', async () => {
    const worker = parseWith(async () => {
      throw new TransientError('E_STORAGE', 'the disk is full');
    });
    const failed = once(worker, 'failed');
    const { attempts } = pipeline.parse.retry;
    await queues.producer.queue('parse').add('parse', job, { jobId: 'parse_last_g0', attempts: 1 });
    await failed;
    expect(attempts).toBeGreaterThan(1);
    expect(await endOf()).toMatchObject({
      outcome: 'failed',
      code: 'E_STORAGE',
      message: 'the disk is full',
    });
  });

  it('comes back at the time it was told, at no cost', async () => {
    let runs = 0;
    const worker = parseWith(async () => {
      runs += 1;
      if (runs === 1) throw new RetryLater('E_HTTP_429', 50);
      return parsedArticle();
    });
    const done = once(worker, 'completed');
    await queues.producer.enqueue('parse', job, subject);
    const [finished] = await done;
    expect(runs).toBe(2);
    expect(finished.attemptsMade).toBe(1);
  });

  it('ends a duplicate without calling it a failure', async () => {
    const early = { outcome: 'duplicate', id: ARTICLE, version: 'v', url: null } as const;
    await completed(async () => {
      throw new EarlyEnd(early);
    });
    expect(await endOf()).toMatchObject({ outcome: 'duplicate', id: ARTICLE, code: 'W_DUPLICATE' });
    expect(await queues.producer.queue('images').getWaitingCount()).toBe(0);
  });

  it('counts how each run ended, and measures those that took place', async () => {
    const answers = [
      () => Promise.reject(new RetryLater('E_HTTP_429', 10)),
      () => Promise.reject(new TransientError('E_STORAGE', 'the disk was busy')),
      () => Promise.resolve(parsedArticle()),
    ];
    await completed(async () => (await answers.shift()?.()) ?? parsedArticle());
    const again = once(workers[0] as Worker, 'completed');
    await queues.producer.enqueue('parse', { ...job, generation: 1 }, subject);
    await again;
    const { values } = await metrics.jobs.get();
    const counted = values.filter(({ value }) => value > 0);
    expect(counted.map(({ labels, value }) => [labels.outcome, value])).toEqual([
      ['done', 1],
      ['known', 1],
      ['tried', 1],
      ['later', 1],
    ]);
    const runs = (await metrics.stageSeconds.get()).values;
    expect(runs.find(({ metricName }) => metricName?.endsWith('_count'))).toMatchObject({
      value: 3,
      labels: { stage: 'parse' },
    });
  });

  it('gives up on a stage that ignores its signal when the job is cancelled', async () => {
    let started = () => {};
    const running = new Promise<void>((resolve) => {
      started = resolve;
    });
    const worker = parseWith(() => {
      started();
      return new Promise(() => {});
    });
    const failed = once(worker, 'failed');
    await queues.producer
      .queue('parse')
      .add('parse', job, { jobId: 'parse_hangs_g0', attempts: 1 });
    await running;
    worker.cancelJob('parse_hangs_g0', 'enough');
    await failed;
    expect(await endOf()).toMatchObject({ code: 'E_TIMEOUT' });
  });

  it('does nothing for an article that has ended, or for a job of an older generation', async () => {
    let runs = 0;
    const run = async () => {
      runs += 1;
      return parsedArticle();
    };
    await ledger.receipts.holdsMany({ ...job, generation: 1 }, 1);
    const parsed = once(parseWith(run), 'completed');
    await queues.producer.enqueue('parse', { ...job, generation: 1 }, subject);
    await parsed;
    const receipt = await ledger.receipts.read(RECEIPT);
    if (receipt) await ledger.receipts.write({ ...receipt, generation: 5 });
    const ingest = startConsumer(
      'ingest',
      async () => {
        runs += 1;
        return ingestedArticle();
      },
      { queues, producer: queues.producer, ledger, log: openLog('silent') },
    );
    workers.push(ingest);
    const done = once(ingest, 'completed');
    await queues.producer.enqueue('ingest', { ...job, generation: 4 }, RECEIPT);
    await done;
    expect(runs).toBe(0);
  });

  it('leaves an article whose state is lost to the reconciler', async () => {
    await ledger.outputs.input('parse', RECEIPT);
    await ledger.state.remove('work');
    await completed(async () => parsedArticle());
    expect(await endOf()).toBeNull();
    expect(await queues.producer.queue('images').getWaitingCount()).toBe(0);
  });

  it.each([
    ['done', async () => parsedArticle(), 'completed', { level: 30, msg: 'parse' }],
    [
      'duplicate',
      async () => {
        throw new EarlyEnd({ outcome: 'duplicate', id: ARTICLE, version: 'v', url: null });
      },
      'completed',
      { level: 30, msg: 'parse' },
    ],
    [
      'failed',
      async () => {
        throw new PermanentError('E_NO_CONTENT', 'Nothing is written there.');
      },
      'failed',
      { level: 40, code: 'E_NO_CONTENT', msg: 'Nothing is written there.' },
    ],
    [
      'tried',
      async () => {
        throw new TransientError('E_STORAGE', 'the disk was busy');
      },
      'failed',
      { level: 30, code: 'E_STORAGE', msg: 'the disk was busy' },
    ],
  ] as const)('leaves one line that says: %s', async (outcome, run, event, more) => {
    const worker = parseWith(run as RunStage<'parse'>);
    const over = once(worker, event);
    await queues.producer.enqueue('parse', job, subject);
    await over;
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({ ...lineOf(1), outcome, ...more });
  });

  it('leaves a line for an attempt that is put off, and one for the next', async () => {
    let runs = 0;
    const worker = parseWith(async () => {
      runs += 1;
      if (runs === 1) throw new RetryLater('E_HTTP_429', 50);
      return parsedArticle();
    });
    const done = once(worker, 'completed');
    await queues.producer.enqueue('parse', job, subject);
    await done;
    expect(logged).toMatchObject([
      { ...lineOf(1), outcome: 'later', code: 'E_HTTP_429', delay: 50 },
      { ...lineOf(1), outcome: 'done' },
    ]);
  });

  it('keeps secrets of a failure out of the log, the journey and the end', async () => {
    const worker = parseWith(async () => {
      throw new PermanentError('E_HTTP_404', 'Not at https://ada:swordfish@news.test/a');
    });
    const failed = once(worker, 'failed');
    await queues.producer.enqueue('parse', job, subject);
    await failed;
    const told = [
      logged,
      await endOf(),
      await ledger.state.read(`work/${RECEIPT}/parse.failures.json`),
    ];
    expect(told.map(String).join() + JSON.stringify(told)).not.toContain('swordfish');
    expect((await endOf())?.message).toContain('news.test');
  });

  it('refuses a job that is not ours', async () => {
    const worker = parseWith(async () => parsedArticle());
    const failed = once(worker, 'failed');
    await queues.producer.queue('parse').add('parse', { html: '<p>' }, { attempts: 3 });
    const [refused] = await failed;
    expect(refused.attemptsMade).toBe(1);
  });

  it('hands over once, however often it is repeated', async () => {
    await queues.producer.enqueue('images', job, subject);
    await queues.producer.enqueue('images', job, subject);
    expect(await queues.producer.queue('images').getWaitingCount()).toBe(1);
  });
});
