/**
 * Who wrote the article and who else worked on it. Bylines of the article itself
 * come before what a feed or a page's markup says.
 */
import { type Credit, creditsIn, MAX_BYLINE, writes } from './byline.ts';
import type { Found } from './claim.ts';
import { type Clues, factsOf, frontValues, liftedLines } from './clues.ts';
import { findDate } from './date-formats.ts';
import { namesIn } from './names.ts';
import { plain } from './plain.ts';
import { repostedFrom } from './title-parts.ts';

export interface Credits {
  authors: Found<string[]> | null;
  editors: Found<{ role: string; name: string }[]> | null;
}

interface People {
  rule: string;
  confidence: number;
  authors: string[];
}

const LATIN = /^[\p{Script=Latin}\s.'’-]+$/u;
/** Lines of the text in which bylines may still stand. */
const HEAD = 3;
const TAIL = 6;

export function findCredits(clues: Clues): Credits {
  const credits = bylineCredits(clues);
  const authors = authorSources(credits, clues).find((people) => people.authors.length > 0);
  const editors = unique([...credits.filter((credit) => !writes(credit)), ...repost(clues)]);
  return {
    authors: authors ? { ...authors, value: authors.authors } : null,
    editors: editors.length > 0 ? { value: editors, rule: 'byline', confidence: 0.9 } : null,
  };
}

/** Strongest first. */
function authorSources(credits: Credit[], clues: Clues): People[] {
  const named = unique(credits.filter(writes)).map(({ name }) => name);
  return [
    { rule: 'byline', confidence: 0.9, authors: [...new Set(named)] },
    { rule: 'date-box', confidence: 0.9, authors: beforeDate(clues) },
    {
      rule: 'front',
      confidence: 0.85,
      authors: listed(frontValues(clues, 'author', 'authors'), clues),
    },
    ...factAuthors(clues),
    { rule: 'standfirst', confidence: 0.7, authors: columnist(clues) },
  ];
}

function bylineCredits(clues: Clues): Credit[] {
  const { lines } = clues;
  const ends =
    lines.length <= HEAD + TAIL ? lines : [...lines.slice(0, HEAD), ...lines.slice(-TAIL)];
  const lifted = [...liftedLines(clues, 'byline'), ...liftedLines(clues, 'source')];
  const credits = [...lifted, ...ends].flatMap((line) => creditsIn(line, clues));
  const submitters = lifted.flatMap((line) => submitter(line, clues));
  const unlabelled = liftedLines(clues, 'byline').flatMap((line) => unlabelledNames(line, clues));
  return [...credits, ...submitters, ...unlabelled];
}

/** parse lifts a line without a label only where it is one: `叶某（综合报道）`, `凝某／苗某（德新社）`. */
function unlabelledNames(line: string, clues: Clues): Credit[] {
  if (line.length > MAX_BYLINE || creditsIn(line, clues).length > 0) return [];
  if (submitter(line, clues).length > 0) return [];
  const date = findDate(line, 'UTC');
  const names = namesIn(date ? date.before : line, clues);
  return [...names.map((name) => ({ role: 'by', name })), ...agencies(line)];
}

/** Whose news they worked from: `凝某／苗某（路透社、德新社）`. */
function agencies(line: string): Credit[] {
  const inside = /[（(]([^（）()]{2,40})[）)]\s*$/.exec(line)?.[1] ?? '';
  const names = inside
    .split(/[、，,/／\s]+/)
    .filter((name) => /^\p{Script=Han}{2,8}(?:社|电台|電台|电视台|電視台)$/u.test(name));
  return names.map((name) => ({ role: '来源', name }));
}

/** China Digital Times: `© 某某 for 中国数字时代`. */
function submitter(line: string, clues: Clues): Credit[] {
  const name = /^©\s?(.{1,20}?) for /.exec(line)?.[1];
  return name === undefined ? [] : namesIn(name, clues).map((one) => ({ role: '发布', name: one }));
}

/** `甲某<br>2020-07-17 16:57:45` in one box: what stands before the date, on its line or above. */
function beforeDate(clues: Clues): string[] {
  const lines = liftedLines(clues, 'date').filter((line) => line.length <= MAX_BYLINE);
  const date = lines.findIndex((line) => findDate(line, 'UTC') !== null);
  const before = findDate(lines[date] ?? '', 'UTC')?.before;
  if (before === undefined) return [];
  return distinct([...lines.slice(0, date), before].flatMap((line) => namesIn(line, clues)));
}

/** Tags and categories of a turned feed repeat its name as author. */
function listed(values: string[], clues: Clues): string[] {
  const feeds = new Set(frontValues(clues, 'tags', 'categories'));
  const names = values
    .filter((value) => !value.includes('://'))
    .flatMap((value) => namesIn(value, clues));
  return distinct(names.filter((name) => !feeds.has(name)));
}

/** All names of the strongest rule that gives one. */
function factAuthors(clues: Clues): People[] {
  const facts = factsOf(clues, 'author');
  const rules = [...new Set(facts.map(({ rule }) => rule))];
  return rules.map((rule) => {
    const values = facts.filter((fact) => fact.rule === rule).map(({ value }) => plain(value));
    return { rule, confidence: 0.8, authors: listed(values, clues) };
  });
}

/**
 * `某某：…` opens a standfirst of the FT. Names there are short: a label such as
 * `本周值得关注的数据有：` is none. Elsewhere a note at the foot must speak of an author.
 */
function columnist(clues: Clues): string[] {
  const standfirst = liftedLines(clues, 'standfirst')[0] ?? '';
  const label = /^([\p{L}\s·•、]{2,40})[：:]/u.exec(standfirst)?.[1] ?? '';
  const note = clues.lines.some((line) =>
    /作者(?:系|是|为|為|邮箱|观点|個人|个人|本人)/.test(line.slice(0, 400)),
  );
  if (!note && !clues.outlet?.standfirstNamesAuthor) return [];
  const names = namesIn(label, clues);
  return names.every((name) => LATIN.test(name) || [...name].length <= 6) ? names : [];
}

function repost(clues: Clues): Credit[] {
  const title = clues.article.header.title;
  const source = title === null ? null : repostedFrom(plain(title), clues);
  return source === null ? [] : [{ role: '来源', name: source }];
}

function unique(credits: Credit[]): Credit[] {
  return [
    ...new Map(credits.map((one) => [`${one.role}\n${one.name.toLowerCase()}`, one])).values(),
  ];
}

function distinct(names: string[]): string[] {
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}
