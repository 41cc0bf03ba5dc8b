/** What the benches say of numbers and of the machine. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';

/** On one line, for a table. */
export function machine(): string {
  const system = /PRETTY_NAME="(.*)"/.exec(readOrNothing('/etc/os-release'))?.[1] ?? release();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? '?'}, ${memory} GiB, ${system}, Node ${process.version}`;
}

/** The nearest rank, rounded. */
export function percentile(numbers: readonly number[], percent: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return Math.round(
    sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN,
  );
}

/** Of a list of ratios. */
export function middle(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

export function round(number: number): number {
  return Math.round(number * 100) / 100;
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
