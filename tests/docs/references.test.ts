/** Documents name only what there is: files, places they link to, commands and codes. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { commands } from '../../cli/commands.ts';
import { codes } from '../../shared/codes.ts';

const root = new URL('../../', import.meta.url);
const names = [
  'README.md',
  'CHANGELOG.md',
  ...(await readdir(new URL('docs/', root), { recursive: true }))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].sort();
const documents = await Promise.all(
  names.map(async (name) => ({ name, text: await readFile(new URL(name, root), 'utf8') })),
);

/** Folders of the repository; a path below anything else is one of the user's home. */
const OURS = ['bench', 'cli', 'docs', 'examples', 'queues', 'shared', 'tests', 'web', 'workers'];
const path = new RegExp(`(?<![\\w./-])(?:${OURS.join('|')})/[\\w./-]*(?<![.])`, 'g');

describe.each(documents)('$name', ({ name, text }) => {
  it('names only files that exist', () => {
    const named = [...text.matchAll(path)].map(([file]) => file);
    expect(named.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });

  it('links only to files and headings that exist', () => {
    const prose = text.replace(/`[^`\n]*`/g, '');
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const here = links.filter((link) => !/^https:/.test(link));
    expect(here.filter((link) => !leadsSomewhere(link, { name, text }))).toEqual([]);
  });

  it('names only codes that exist', () => {
    const named = [...text.matchAll(/\b[EW]_[A-Z\d_]+\b/g)].map(([code]) => code);
    expect(named.filter((code) => !(code in codes))).toEqual([]);
  });
});

describe('README.md', () => {
  const readme = documents.find(({ name }) => name === 'README.md')?.text ?? '';

  it('shows only commands that exist, with options that they take', () => {
    const shown = [...readme.matchAll(/^npx offprint (\w+)([^#\n]*)/gm)];
    expect(shown.length).toBeGreaterThan(5);
    const wrong = shown.filter(([, name, rest = '']) => {
      const row = commands.find(({ usage }) => usage.split(' ')[0] === name);
      const taken = (row?.options ?? []).map(([flags]) => flags.split(' ')[0]);
      const given = rest.match(/--\w+/g) ?? [];
      return !row || given.some((option) => !taken.includes(option));
    });
    expect(wrong.map(([line]) => line)).toEqual([]);
  });
});

function leadsSomewhere(link: string, { name, text }: { name: string; text: string }): boolean {
  if (!link.startsWith('#')) return existsSync(new URL(link, new URL(name, root)));
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading.toLowerCase().replaceAll(' ', '-'),
  );
  return headings.includes(link.slice(1));
}
