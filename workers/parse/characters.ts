/**
 * Characters that are not text: controls, bidi overrides, zero-width spaces.
 * Joiners stay where a script or an emoji is spelled with them.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is what this is for
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
/** Soft hyphen, zero-width space, word joiner, byte order mark, bidi marks and overrides. */
const INVISIBLE = /[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
/** A joiner means something behind a combining mark, an emoji, Arabic or an Indic letter. */
const STRAY_JOINERS =
  /(?<!\p{M}|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Script=Arabic}|\p{Script=Devanagari}|\p{Script=Bengali}|\p{Script=Sinhala}|\p{Script=Mongolian})[\u200c\u200d]/gu;

/** The text without characters nobody can see; spaces are left as they are. */
export function visible(text: string): string {
  return text
    .replace(/[\u2028\u2029]/g, '\n')
    .replace(CONTROLS, '')
    .replace(INVISIBLE, '')
    .replace(STRAY_JOINERS, '');
}

/** One line: visible characters, runs of any space as one, none at the ends. */
export function plain(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim();
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef“”‘’—…]/u;
const CLOSING = /^[,.;:!?)\]}»’”，。、；：！？）」』】》]/u;
const OPENING = /[([{«（「『【《]$/u;

/** Parts the runs of a line in `spaced`; `visible` leaves none in a text. */
export const SEAM = '\u0000';

/**
 * The spaces of a line as a reader sees them: none at the ends, runs become one. A run with a line
 * break is no space between two wide characters (CSS Text 3, 4.1.3) nor inside brackets and before
 * closing marks: saved pages are often indented by a machine. Seams stay where they are.
 */
export function spaced(line: string): string {
  return line.replace(/[\s\0]*\s[\s\0]*/g, (run, at: number) => {
    const last = line.slice(Math.max(0, at - 1), at);
    const first = line.slice(at + run.length, at + run.length + 1);
    const space = last && first ? between(last, run.replaceAll(SEAM, ''), first) : '';
    // The space stays in the piece it began in.
    const [lead = '', ...rest] = run.split(/\s+/);
    return lead + space + rest.join('');
  });
}

function between(last: string, run: string, first: string): string {
  if (/^\u3000+$/.test(run)) return '\u3000';
  if (!/[\n\r]/.test(run)) return run === '\u00a0' ? run : ' ';
  const isWide = WIDE.test(last) && WIDE.test(first);
  return isWide || CLOSING.test(first) || OPENING.test(last) ? '' : ' ';
}
