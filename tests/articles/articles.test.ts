/**
 * One folder, one article, all the way through reading and cleaning: `source.txt` in our own words
 * in the structure of an outlet, `expected.json` what comes of it. A missing `expected.json` is
 * written, and the test fails once so that somebody reads it.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { read } from '../../workers/ingest/read.ts';
import { parse } from '../../workers/parse.ts';
import { testContext } from '../helpers/context.ts';
import { ingested } from '../workers/parse/article.ts';

const folder = new URL('.', import.meta.url);
const names = (await readdir(folder, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

it.each(names)('%s', async (name) => {
  const cleaned = await clean(name);
  const path = new URL(`${name}/expected.json`, folder);
  if (!existsSync(path)) {
    await writeFile(path, `${JSON.stringify(cleaned, null, 2)}\n`);
    expect.fail(`${name}/expected.json was written: read it, then run again`);
  }
  expect(cleaned).toEqual(JSON.parse(await readFile(path, 'utf8')));
});

async function clean(name: string) {
  const bytes = await readFile(new URL(`${name}/source.txt`, folder));
  const source = await read({ bytes, name: 'source.txt', url: null, charset: null });
  if (source.kind === 'addresses') throw new Error(`${name} reads as a list of addresses`);
  const { url, format, html, title, date, front } = source;
  const article = ingested({ url, format, html, header: { title, date, front } });
  const { body, pictures, related, lifted, links, warnings } = await parse(article, testContext());
  // A block to a line, so that a difference can be seen.
  const blocks = body.split(/(?<=<\/(?:p|h\d|figure|ul|ol|blockquote|table|pre)>|<hr>)(?=<)/);
  return { blocks, pictures, related, lifted, links, warnings };
}
