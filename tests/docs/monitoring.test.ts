/** The dashboard and the alert rules name only metrics that a scrape has, with labels that it knows. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Snapshot, supervisorNames, supervisorRows } from '../../cli/metrics/rows.ts';
import { merged } from '../../cli/metrics.ts';
import type { MetricRow } from '../../cli/scrape.ts';
import { countReceipts } from '../../queues/counts.ts';
import { codes } from '../../shared/codes.ts';
import { openWorkerMetrics } from '../../shared/metrics.ts';

const Panel = z.object({
  id: z.int(),
  title: z.string(),
  type: z.string(),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  targets: z.array(z.object({ refId: z.string(), expr: z.string() })).default([]),
});
const Dashboard = z.object({
  panels: z.array(Panel),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
});
const Rules = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string(),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smhd]$/)
            .optional(),
          labels: z.object({ severity: z.enum(['warning', 'critical']) }),
          annotations: z.object({ summary: z.string(), description: z.string() }),
        }),
      ),
    }),
  ),
});

const read = (name: string) =>
  readFile(new URL(`../../docs/monitoring/${name}`, import.meta.url), 'utf8');
const dashboard = Dashboard.parse(JSON.parse(await read('grafana-dashboard.json')));
const rules = Rules.parse(parse(await read('alerts.yml'))).groups.flatMap((group) => group.rules);
const expressions = [
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => ({ where: title, expr })),
  ),
  ...rules.map(({ alert, expr }) => ({ where: alert, expr })),
];

/** Everything a process may say, each metric with a value in it. */
const full: Snapshot = {
  counts: countReceipts([]),
  inboxFiles: 0,
  paused: null,
  queues: [
    { queue: 'parse', jobs: { waiting: 0, active: 0, delayed: 0, failed: 0 }, oldestWaiting: 0 },
  ],
  memory: { used: 1, most: 1 },
  disks: [{ folder: 'home', free: 1 }],
  minFree: 1,
  workerAnswers: true,
  workerStarts: 1,
  build: { version: '1', node: '20', store: 'server' },
};

async function scraped(): Promise<string> {
  const { registry, ...metrics } = openWorkerMetrics();
  metrics.stageSeconds.observe({ stage: 'parse' }, 1);
  metrics.hostWait.observe({ host: 'other' }, 1);
  metrics.pictures.inc({ outcome: 'stored', reason: 'none' });
  metrics.downloadedBytes.inc({ by: 'images' });
  metrics.storedBytes.inc({ kind: 'copy' });
  // The first look at the event loop is told at the second scrape.
  await registry.getMetricsAsJSON();
  await new Promise((resolve) => setImmediate(resolve));
  const worker = (await registry.getMetricsAsJSON()) as unknown as MetricRow[];
  return merged([supervisorRows(full), worker]).metrics();
}

describe('docs/monitoring', () => {
  const labels = new Map<string, Set<string>>();
  beforeAll(async () => {
    for (const line of (await scraped()).split('\n')) {
      const [, name = '', given = ''] = /^([a-z]\w*)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
      const known = labels.get(name) ?? new Set(['job', 'instance']);
      for (const [, label = ''] of given.matchAll(/(\w+)="/g)) known.add(label);
      labels.set(name, known);
    }
  });

  it('has a dashboard with panels that do not overlap, and a data source to choose', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => `${x + (n % w)} ${y + Math.floor(n / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(dashboard.templating.list).toContainEqual({ name: 'datasource', type: 'datasource' });
  });

  it('has rules with names of their own', () => {
    const names = rules.map(({ alert }) => alert);
    expect(names).toEqual([...new Set(names)]);
    expect(rules.length).toBeGreaterThan(8);
  });

  it.each(expressions)('$where: names only metrics that there are: $expr', ({ expr }) => {
    const used = [...expr.matchAll(/\b(?:offprint|nodejs|process)_\w+/g)].map(([name]) => name);
    expect(used.filter((name) => !labels.has(name))).toEqual([]);
    expect(used.length > 0 || expr.startsWith('up{')).toBe(true);
    for (const [, name = '', given = ''] of expr.matchAll(/\b([a-z]\w+)\{([^}]*)\}/g)) {
      const asked = [...given.matchAll(/(\w+)[!=~]+"/g)].map(([, label = '']) => label);
      const known = labels.get(name) ?? new Set(['job']);
      expect(asked.filter((label) => !known.has(label))).toEqual([]);
    }
    const open = (bracket: string) => expr.split(bracket).length;
    expect([open('('), open('{'), open('[')]).toEqual([open(')'), open('}'), open(']')]);
  });

  it('shows everything that Offprint says of itself', () => {
    const own = [...labels.keys()].filter((name) => /^offprint_/.test(name));
    const stems = new Set(own.map((name) => name.replace(/_(bucket|sum|count)$/, '')));
    expect([...supervisorNames].filter((name) => !stems.has(name))).toEqual([]);
    const shown = expressions.map(({ expr }) => expr).join('\n');
    const unseen = [...stems].filter((name) => !shown.includes(name));
    expect(unseen).toEqual(['offprint_build_info']);
  });

  it('names only codes as reasons that there are', async () => {
    const text = await read('alerts.yml');
    const named = [...text.matchAll(/\b[EW]_[A-Z\d_]+\b/g)].map(([code]) => code);
    expect(named.filter((code) => !(code in codes))).toEqual([]);
  });
});
