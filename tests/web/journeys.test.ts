import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Ledger } from '../../queues/endings.ts';
import { setPaused } from '../../queues/queue-figures.ts';
import type { Receipt, Step } from '../../queues/receipts.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { journeyPart } from '../../web/dashboard/parts/journey.ts';
import { viewFor } from '../../web/dashboard/view.ts';
import { journey, sketchesOf } from '../../web/journeys.ts';
import { ARTICLE, ingestedArticle, RECEIPT } from '../helpers/articles.ts';
import { openTestQueues, type TestQueues } from '../helpers/redis.ts';
import { receiptOf } from './receipts.ts';

const INGESTED: Step = {
  stage: 'ingest',
  outcome: 'done',
  at: '2026-01-01T00:00:00Z',
  ms: 12,
  attempts: 1,
  failures: [],
  tries: [],
};

describe('the journey of an article', () => {
  let folder: string;
  let ledger: Ledger;
  let queues: TestQueues;
  let open: Receipt;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offprint-journeys-'));
    ledger = new Ledger(new DiskStorage(folder));
    queues = await openTestQueues();
    open = { ...receiptOf({ file: 'harbour.md', open: true }), receipt: RECEIPT };
    const output = ingestedArticle();
    const subject = `${ARTICLE}_${output.version}`;
    const about = { accepted: 'x', subject, versions: {}, steps: [INGESTED] };
    await ledger.outputs.write('ingest', RECEIPT, { about, output });
  });
  afterEach(async () => {
    await queues.wipe();
    await rm(folder, { recursive: true, force: true });
  });

  const told = async () => {
    const [sketch] = sketchesOf(open);
    if (!sketch) throw new Error('no sketch');
    return journey(
      { ledger, archive: ledger.state, producer: queues.producer, receipts: [open] },
      sketch,
    );
  };
  const page = async (language: 'en' | 'zh' = 'en') =>
    String(await journeyPart(await told(), viewFor(language, true)));
  const enqueue = () =>
    queues.producer.enqueue(
      'parse',
      { receipt: RECEIPT, generation: 0 },
      `${ARTICLE}_${ingestedArticle().version}`,
    );

  it('says that it waits for a stage, and where that stage is paused', async () => {
    await enqueue();
    expect(await told()).toMatchObject({
      id: ARTICLE,
      now: { stage: 'parse', state: 'waiting', until: null },
      steps: [{ stage: 'ingest' }],
    });
    await setPaused(queues.producer, 'parse', true);
    expect((await told()).now).toEqual({ stage: 'parse', state: 'held', until: null });
    expect(await page()).toContain('Parse is paused.');
    expect(await page('zh')).toContain('已暂停');
  });

  it('says until when it waits for another attempt, and why', async () => {
    const at = Date.now() + 60_000;
    await queues.producer
      .queue('parse')
      .add(
        'parse',
        {},
        { jobId: `parse_${ARTICLE}_${ingestedArticle().version}_g0`, delay: 60_000 },
      );
    const failure = { at: '2026-01-01T00:00:05Z', ms: 7, code: 'E_CRASH', message: 'It crashed.' };
    await ledger.outputs.failed('parse', RECEIPT, failure);
    const { now, steps } = await told();
    expect(now).toMatchObject({ stage: 'parse', state: 'delayed' });
    expect(Math.abs(Date.parse(now?.until ?? '') - at)).toBeLessThan(5_000);
    expect(steps).toMatchObject([
      { stage: 'ingest', outcome: 'done' },
      { stage: 'parse', outcome: 'trying', attempts: 1, tries: [failure] },
    ]);
    expect(await page()).toMatch(/failed: It crashed\. <code>E_CRASH<\/code>/);
    expect(await page('zh')).toMatch(/失败: .*<code>E_CRASH<\/code>/);
  });

  it('names the stage where the queue knows nothing of it', async () => {
    expect((await told()).now).toEqual({ stage: 'parse', state: null, until: null });
  });

  it('names the file that a duplicate is the same as', async () => {
    const first = receiptOf({ file: 'first.md', title: 'Harbour', order: 1 });
    const [end] = Object.values(first.ends);
    if (!end) throw new Error('no end');
    const second: Receipt = {
      ...receiptOf({ file: 'second.md', order: 2 }),
      ends: { '': { ...end, outcome: 'duplicate', code: 'W_DUPLICATE' } },
    };
    const [sketch] = sketchesOf(second);
    if (!sketch) throw new Error('no sketch');
    const found = await journey(
      { ledger, archive: ledger.state, receipts: [second, first] },
      sketch,
    );
    expect(found.same).toEqual({ receipt: first.receipt, file: 'first.md' });
    const shown = String(await journeyPart(found, viewFor('en', true)));
    expect(shown).toContain(
      `<a href="/dashboard/articles/${first.receipt}"><bdi>first.md</bdi></a>`,
    );
  });
});
