/**
 * Posts with Jekyll front matter. Every value stays the string it was written as: YAML would turn
 * a date into a time without saying which zone, and the title 1984 into a number. Behind the front
 * matter a saved header may follow; what the front matter says comes first.
 */
import { parse } from 'yaml';
import type { Warning } from '../../shared/article.ts';
import { warning } from '../../shared/codes.ts';
import type { ReadArticle } from '../../shared/pieces.ts';
import { plain } from '../metadata/plain.ts';
import { bodyOf } from './body.ts';
import { ownExtension, savedHeader } from './saved.ts';
import { type Reader, webAddress } from './source-text.ts';

interface FrontMatter extends Pick<ReadArticle, 'front'> {
  rest: string;
  warnings: Warning[];
}

/** Keys that hold the article's address, most telling first. */
const ADDRESS_KEYS = ['from', 'url', 'source', 'canonical', 'canonical_url', 'permalink'];

/** Longer than any that was seen by far; a YAML parser is not to be fed a book. */
const MAX_FRONT = 100_000;
/** Brackets within brackets, or list marks in a row. */
const MAX_NESTING = 50;
const LISTS_IN_A_ROW = /(?:[-?:][ \t]+){50}/;

export const readPost: Reader = ({ text, extension }) => {
  const matter = frontMatter(text);
  if (!matter) return null;
  const { front, rest, warnings } = matter;
  const header = savedHeader(rest);
  const body = bodyOf(header?.rest ?? rest);
  const address = ADDRESS_KEYS.map((key) => webAddress(front?.[key])).find((url) => url !== null);
  return {
    kind: 'post',
    url: address ?? header?.url ?? null,
    title: (typeof front?.title === 'string' && plain(front.title)) || (header?.title ?? null),
    captured: header?.captured ?? null,
    date: header?.date ?? null,
    front,
    ...body,
    extension: ownExtension(extension),
    warnings: [...warnings, ...body.warnings],
  };
};

/** null where the text begins with none: a lone rule, or two rules around something else. */
function frontMatter(text: string): FrontMatter | null {
  const opening = /^\s*---[ \t]*\n/.exec(text);
  if (!opening) return null;
  const inside = text.slice(opening[0].length);
  const closing = /^(?:---|\.\.\.)[ \t]*$/m.exec(inside);
  if (!closing) return null;
  const yaml = inside.slice(0, closing.index);
  if (!/^(?:[^\S\n]*(?:#[^\n]*)?\n)*["']?[\w-]+["']?[ \t]*:/.test(yaml)) return null;
  const front = parseFront(yaml);
  const warnings = front ? [] : [warning('W_FRONT_MATTER')];
  return { front, rest: inside.slice(closing.index + closing[0].length), warnings };
}

/** null where it is not valid YAML, or no mapping. */
function parseFront(yaml: string): Record<string, unknown> | null {
  if (yaml.length > MAX_FRONT || nests(yaml)) return null;
  try {
    const front: unknown = parse(yaml, {
      schema: 'failsafe',
      logLevel: 'error',
      uniqueKeys: false,
    });
    return isRecord(front) ? front : null;
  } catch {
    // Syntax, or aliases that multiply: all of it is bad front matter.
    return null;
  }
}

/** Deep nesting overflows the parser's stack while it compiles an expression, which ends the process. */
function nests(yaml: string): boolean {
  let depth = 0;
  for (const [bracket] of yaml.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (bracket === '[' || bracket === '{' ? 1 : -1));
    if (depth > MAX_NESTING) return true;
  }
  return LISTS_IN_A_ROW.test(yaml);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
