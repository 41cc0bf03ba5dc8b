/** Sizes as people read them, in the units in which they are set: 1 GB is 1024³ bytes. */
const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** With one digit where it is small: 1.4 GB, 85 MB. */
export function sizeText(bytes: number): string {
  const power = Math.min(
    UNITS.length - 1,
    Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1_024)),
  );
  const value = bytes / 1_024 ** power;
  const digits = power > 0 && value < 10 ? 1 : 0;
  const number = value.toLocaleString('en', { maximumFractionDigits: digits });
  return `${number} ${bytes === 1 ? 'byte' : UNITS[power]}`;
}
