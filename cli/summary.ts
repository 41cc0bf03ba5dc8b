/** The figures as people read them. */
import type { Counts } from '../queues/counts.ts';
import { colours } from './colours.ts';

/** The most failures listed one by one; the rest is a number, and `failed/` holds every reason. */
const MOST_FAILURES = 20;

/** @param failures how what failed is shown, where not one by one. */
export function summary(
  counts: Counts,
  { failed }: { failed: string },
  failures: string[] = oneByOne(counts),
): string {
  const lines = [...figures(counts), ...failures];
  if (counts.failed > 0) lines.push(`Failed files and their reasons: ${failed}`);
  return lines.join('\n');
}

export function figures(counts: Counts): string[] {
  const { accepted, published, versions, duplicates, inFlight, pictures, seconds } = counts;
  return [
    `${count(accepted, 'article')} accepted: ${published} published${versions > 0 ? ` (${versions} of them as a new version)` : ''}, ${count(duplicates, 'duplicate')}, ${counts.failed} failed${inFlight > 0 ? `, ${inFlight} under way` : ''}.`,
    `${count(pictures.stored + pictures.rescued, 'picture')} stored, ${pictures.missing} missing. ${duration(seconds)}.`,
  ];
}

function oneByOne({ failures }: Counts): string[] {
  const lines = failures
    .slice(0, MOST_FAILURES)
    .map(({ file, code, message }) => `${colours.red('failed')} ${file}: ${message} (${code})`);
  const more = failures.length - MOST_FAILURES;
  return more > 0 ? [...lines, `… and ${more} more; the reasons stand beside the files.`] : lines;
}

export function progressLine(counts: Counts, waiting: number, seconds: number): string {
  const ended = counts.published + counts.duplicates + counts.failed;
  const left = counts.inFlight + waiting;
  const rate = seconds > 0 ? ended / seconds : 0;
  const parts = [`${ended} of ${ended + left} articles`];
  if (counts.failed > 0) parts.push(`${counts.failed} failed`);
  if (rate > 0) parts.push(`${rate.toFixed(1)} a second`, `${duration(left / rate)} left`);
  return parts.join(' · ');
}

function duration(seconds: number): string {
  if (seconds < 90) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} seconds`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} minutes`;
  return `${(seconds / 3_600).toFixed(1)} hours`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
