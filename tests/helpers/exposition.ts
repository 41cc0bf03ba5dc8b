/** Reads a page of metrics as Prometheus would, and fails where Prometheus would not take it. */
import parse from 'parse-prometheus-text-format';
import { expect } from 'vitest';

export interface Exposition {
  /** Names as they stand in expressions: of histograms with _bucket, _sum and _count. */
  names: Set<string>;
  /** The sum of all series with these labels; null where there is none. */
  value(name: string, labels?: Record<string, string>): number | null;
}

const SERIES = /^([a-z_:][\w:]*)(?:\{(.*)\})? (\S+)$/i;
const LABEL = /([a-z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/gi;

export function readExposition(text: string): Exposition {
  const lines = text.split('\n').filter(Boolean);
  const series = lines.filter((line) => !line.startsWith('#')).map(readSeries);
  const keys = series.map(({ name, labels }) => `${name} ${JSON.stringify(labels.toSorted())}`);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  const page: Exposition = {
    names: new Set(series.map(({ name }) => name)),
    value(name, wanted = {}) {
      const found = series.filter((one) => one.name === name && hasLabels(one.labels, wanted));
      return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0);
    },
  };
  expectWhole(text, lines, page);
  return page;
}

function hasLabels(labels: [string, string][], wanted: Record<string, string>): boolean {
  return Object.entries(wanted).every(([name, value]) =>
    labels.some(([label, is]) => label === name && is === value),
  );
}

function readSeries(line: string): { name: string; labels: [string, string][]; value: number } {
  const [, name = '', given = '', value = ''] = SERIES.exec(line) ?? [];
  const labels = [...given.matchAll(LABEL)].map(([, label = '', is = '']): [string, string] => [
    label,
    is,
  ]);
  const isWhole = labels.map(([label, is]) => `${label}="${is}"`).join(',') === given;
  expect({ line, isSeries: name !== '' && isWhole && Number.isFinite(Number(value)) }).toEqual({
    line,
    isSeries: true,
  });
  return { name, labels, value: Number(value) };
}

/** One HELP and one TYPE for each metric, with its series right below; counters of ours are totals. */
function expectWhole(text: string, lines: string[], page: Exposition): void {
  const about = (what: string) =>
    lines.filter((line) => line.startsWith(`# ${what} `)).map((line) => line.split(' ')[2]);
  expect(about('HELP')).toEqual([...new Set(about('HELP'))]);
  expect(about('TYPE')).toEqual(about('HELP'));
  const families = parse(text);
  expect(families.map(({ name }) => name)).toEqual(about('HELP'));
  for (const { name, type } of families.filter((one) => /^offprint_/.test(one.name))) {
    expect(`${name} ${name.endsWith('_total')}`).toBe(`${name} ${type === 'COUNTER'}`);
    expect(`${name} ${type}`).not.toMatch(/UNTYPED/);
    if (type === 'HISTOGRAM')
      expect(page.value(`${name}_bucket`, { le: '+Inf' })).toBe(page.value(`${name}_count`));
  }
}
