/**
 * What a new user does first: `offprint run examples`, as a process of its own in
 * a new home. The archive, the counts and the printed lines are those of the README.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ArticleRecord } from '../../shared/article.ts';
import { codes } from '../../shared/codes.ts';
import { tree } from '../chaos/tree.ts';
import { type Finished, offprint } from '../helpers/offprint.ts';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const PATIENCE = 180_000;
/**
 * Pictures may be fetched, as for a new user: that none is, is for the test to see. And stdout
 * is a pipe here: it stays free of colours even where everything else asks for them.
 */
const env = { OFFPRINT_PICTURE_SOURCES: '{url}', CI: 'true', FORCE_COLOR: '1' };

/** The fields that are promised to readers of `article.json`; there may be more. */
const promised = {
  record:
    'schema id url title outlet language published modified captured authors editors section tags excerpt words readingMinutes lead pictures links related version versions collection sourceFile warnings provenance made',
  picture:
    'source status from reason sha256 width height alt caption credit thumbhash colour variants',
  variant: 'width height format path bytes',
};

describe('offprint run examples', () => {
  let home: string;
  let run: Finished;
  let before: Record<string, string>;
  let articles: Map<string, { folder: string; record: ArticleRecord }>;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'offprint-examples-'));
    before = await tree(examples);
    run = await offprint(['run', examples, '--home', home], env);
    articles = new Map();
    const status = await offprint(['status', '--json', '--articles', '--home', home]);
    for (const { file, path } of JSON.parse(status.stdout).articles) {
      const folder = posix.dirname(path);
      const record = JSON.parse(await archived(`${folder}/article.json`));
      articles.set(file, { folder, record });
    }
  }, PATIENCE);
  afterAll(() => rm(home, { recursive: true, force: true }));

  const archived = (path: string) => readFile(join(home, 'archive', path), 'utf8');
  const record = (file: string) => articles.get(file)?.record;

  it('ends with exit code 1 and prints what the README shows', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const printed = run.stdout
      .replaceAll(home, '/home/ada/offprint/data')
      .replace(/[\d.]+ (seconds|minutes)/, '9.7 seconds');
    expect(run.code).toBe(1);
    expect(readme).toContain(`\`\`\`\n${printed}\`\`\``);
  });

  it('publishes six articles of five formats, in English and both Chinese scripts', () => {
    const found = [...articles].map(([file, { record }]) => [
      file,
      record.sourceFile.kind,
      record.language,
      record.published?.slice(0, 10) ?? null,
      record.authors.join(),
    ]);
    expect(found.sort()).toEqual([
      ['chinese/2024-05-18-old-bridge.md', 'post', 'zh-Hans', '2024-05-18', '周远山'],
      ['chinese/library-at-night.md', 'saved', 'zh-Hans', '2023-10-27', '林晚舟'],
      ['chinese/tea-market.txt', 'text', 'zh-Hant', null, ''],
      ['english/harbour-ferry.md', 'saved', 'en', '2024-03-18', 'Nora Fenwick'],
      ['english/lighthouse.md', 'markdown', 'en', null, ''],
      ['english/night-train.html', 'html', 'en-GB', '2023-11-24', 'Ilse Marten'],
    ]);
  });

  it('takes every picture from beside its article, and asks no server', () => {
    const pictures = [...articles.values()].flatMap(({ record }) => record.pictures);
    expect(pictures).toHaveLength(8);
    for (const { from, status, reason } of pictures) {
      if (status === 'stored') expect(from).toMatch(/^companion:(english|chinese)\//);
      else expect(reason).toBe('E_NO_COMPANION');
    }
  });

  it('keeps a picture that is cut off, and says which is damaged and which is missing', () => {
    const { pictures = [], warnings = [] } = record('english/lighthouse.md') ?? {};
    const ends = pictures.map(({ status, variants }) => [status, variants.length > 0]);
    expect(ends).toEqual([
      ['stored', true],
      ['stored', false],
      ['missing', false],
    ]);
    expect(pictures[1]?.original).toMatch(/^originals\/.*\.jpg$/);
    expect(warnings.map(({ code }) => code)).toEqual(['W_IMAGE_CORRUPT', 'W_IMAGE_MISSING']);
  });

  it('makes pages that show every picture from the archive and load nothing else', async () => {
    for (const { folder, record } of articles.values()) {
      const $ = load(await archived(`${folder}/index.html`));
      expect($('h1').text()).toBe(record.title);
      expect($('script, link[rel=stylesheet], [src*="//"], [srcset*="//"]').length).toBe(0);
      const shown = $('img[src]')
        .toArray()
        .map(({ attribs }) => attribs.src ?? '');
      const drawn = record.pictures.filter(({ variants }) => variants.length > 0);
      expect(shown).toHaveLength(drawn.length);
      for (const src of shown) await archived(posix.join(folder, src));
    }
  });

  it('lists all of them on the front page', async () => {
    const $ = load(await archived('index.html'));
    const titles = $('h3 a')
      .toArray()
      .map((link) => $(link).text());
    expect(titles.sort()).toEqual([...articles.values()].map(({ record }) => record.title).sort());
    for (const { attribs } of $('h3 a').toArray()) await archived(attribs.href ?? '');
  });

  it('puts the file that is no article into failed/, with a reason', async () => {
    const name = join(home, 'failed/english/tide-table.html');
    const reason = JSON.parse(await readFile(`${name}.reason.json`, 'utf8'));
    expect(reason).toEqual({
      file: 'english/tide-table.html',
      code: 'E_NOT_HTML',
      message: 'The file is a PDF document (application/pdf), not a page, a saved article or text.',
      stage: 'ingest',
      attempts: 1,
      next: codes.E_NOT_HTML.next,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(await readFile(name)).toEqual(await readFile(join(examples, 'english/tide-table.html')));
  });

  it('copies: the examples stay as they were', async () => {
    expect(await tree(examples)).toEqual(before);
  });

  it('writes records with every promised field, which the shipped schema accepts', async () => {
    const shipped = new URL('../../shared/article.schema.json', import.meta.url);
    const schema = z.fromJSONSchema(JSON.parse(await readFile(shipped, 'utf8')));
    for (const { record } of articles.values()) {
      expect(schema.safeParse(record).error).toBeUndefined();
      expect(schema.safeParse({ ...record, words: 'many' }).success).toBe(false);
      expect(missing(record, promised.record)).toEqual([]);
      for (const picture of record.pictures) {
        expect(missing(picture, promised.picture)).toEqual([]);
        for (const one of picture.variants) expect(missing(one, promised.variant)).toEqual([]);
      }
      expect(missing(record.outlet, 'name host')).toEqual([]);
      expect(missing(record.sourceFile, 'name kind sha256 bytes')).toEqual([]);
      expect(missing(record.made, 'offprint stages')).toEqual([]);
    }
  });

  it('stores nothing twice when it is run again', { timeout: PATIENCE }, async () => {
    const archive = await tree(join(home, 'archive'));
    const again = await offprint(['run', examples, '--json', '--home', home], env);
    expect(JSON.parse(again.stdout)).toMatchObject({
      accepted: 7,
      published: 0,
      duplicates: 6,
      failed: 1,
      inFlight: 0,
    });
    expect(await tree(join(home, 'archive'))).toEqual(archive);
  });
});

function missing(object: object, names: string): string[] {
  return names.split(' ').filter((name) => !(name in object));
}
