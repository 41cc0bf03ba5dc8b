/**
 * A point in time as an outlet wrote it, and its ISO form. The offset is kept as
 * the outlet's own, so that a reader sees the day it was published on there.
 */
export interface Moment {
  year: number;
  month: number;
  day: number;
  /** Seconds since midnight; null where only the day is known. */
  seconds: number | null;
  /** Minutes east of UTC; null where the text names no zone. */
  offset: number | null;
}

/** Nobody saves news older than newspapers (reliability.md (b) 40). */
const FIRST_YEAR = 1600;
const DAY = 86_400;

/** Whether there is such a day and such a time on a clock. */
export function exists({ year, month, day, seconds, offset }: Moment): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const isTime = seconds === null || (seconds >= 0 && seconds < DAY);
  return isDay && isTime && year >= FIRST_YEAR && Math.abs(offset ?? 0) <= 14 * 60;
}

/** ISO 8601 with offset. A mere day stands at midnight UTC; `zone` is an IANA name. */
export function toIso(moment: Moment, zone: string): string {
  const { year, month, day, seconds } = moment;
  if (seconds === null) return isoAt(Date.UTC(year, month - 1, day), 0);
  const local = Date.UTC(year, month - 1, day) + seconds * 1000;
  return isoAt(local, moment.offset ?? offsetAt(local, zone));
}

function isoAt(local: number, offset: number): string {
  const sign = offset < 0 ? '-' : '+';
  const minutes = Math.abs(offset);
  const zone = `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  return `${new Date(local).toISOString().slice(0, 19)}${sign}${zone}`;
}

/** Minutes east of UTC when clocks in `zone` show `local` (a UTC number for a local time). */
function offsetAt(local: number, zone: string): number {
  // The first guess may fall on the other side of a change of the clocks; the second does not.
  const guess = zoneOffset(local, zone);
  return zoneOffset(local - guess * 60_000, zone);
}

function zoneOffset(instant: number, zone: string): number {
  const shown = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const part = (type: string) => Number(shown.find((one) => one.type === type)?.value);
  const day = Date.UTC(part('year'), part('month') - 1, part('day'));
  const local = day + ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000;
  return Math.round((local - instant) / 60_000);
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
