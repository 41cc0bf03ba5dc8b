import { describe, expect, it } from 'vitest';
import { type Snapshot, supervisorRows } from '../../cli/metrics/rows.ts';
import { merged } from '../../cli/metrics.ts';
import type { MetricRow } from '../../cli/scrape.ts';
import { countReceipts } from '../../queues/counts.ts';
import { readExposition } from '../helpers/exposition.ts';

const snapshot: Snapshot = {
  counts: countReceipts([]),
  inboxFiles: 3,
  paused: null,
  queues: [],
  memory: { used: 1_000, most: null },
  disks: [{ folder: 'home', free: 5_000 }],
  minFree: 1_000,
  workerAnswers: true,
  workerStarts: 1,
  build: { version: '1.2.3', node: 'v20', store: 'server' },
};
const page = async (now: Partial<Snapshot>) =>
  readExposition(await merged([supervisorRows({ ...snapshot, ...now })]).metrics());

describe('the metrics of the supervisor', () => {
  it('leave out what is not known, and say that the store is away', async () => {
    const away = await page({ queues: null, memory: null });
    expect(away.value('offprint_queue_store_up')).toBe(0);
    expect(away.names).not.toContain('offprint_queue_jobs');
    expect(away.names).not.toContain('offprint_redis_memory_used_bytes');
    expect(away.value('offprint_inbox_files')).toBe(3);
    expect((await page({})).value('offprint_queue_store_up')).toBe(1);
  });

  it('say in seconds how long the oldest job waits', async () => {
    const jobs = { waiting: 2, active: 1, delayed: 0, failed: 4 };
    const busy = await page({ queues: [{ queue: 'parse', jobs, oldestWaiting: 2_500 }] });
    expect(busy.value('offprint_queue_oldest_waiting_seconds', { queue: 'parse' })).toBe(2.5);
    const waiting = { queue: 'parse', state: 'waiting' };
    expect(busy.value('offprint_queue_jobs', waiting)).toBe(2);
  });

  it('name the reason why nothing is taken', async () => {
    const full = await page({ paused: 'space' });
    expect(full.value('offprint_intake_paused', { reason: 'space' })).toBe(1);
    expect(full.value('offprint_intake_paused', { reason: 'archive' })).toBe(0);
  });
});

describe('merged', () => {
  it('writes a metric of two processes once, and leaves out what could not be measured', async () => {
    const memory = (role: string, value: number | null): MetricRow => ({
      name: 'memory_bytes',
      help: 'Memory.',
      type: 'gauge',
      aggregator: 'sum',
      values: [{ value, labels: { role } }],
    });
    const both = [
      [memory('supervisor', 1)],
      [memory('worker', 2)],
      [memory('a third', Number.NaN)],
      [memory('a fourth', null)],
    ];
    expect(await merged(both).metrics()).toBe(
      '# HELP memory_bytes Memory.\n# TYPE memory_bytes gauge\nmemory_bytes{role="supervisor"} 1\nmemory_bytes{role="worker"} 2\n',
    );
  });
});
