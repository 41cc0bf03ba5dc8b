import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DescribedArticle, IngestedArticle } from '../../../shared/article.ts';
import { canonicalUrl } from '../../../workers/ingest/canonical.ts';
import { read } from '../../../workers/ingest/read.ts';
import { metadata } from '../../../workers/metadata.ts';
import { parse } from '../../../workers/parse.ts';
import { missingPicture } from '../publish/records.ts';
import { illustratedArticle, pureContext } from './articles.ts';

const corpus = process.env.CORPUS;

/** Saved articles, one folder per outlet; real text, so it is not in the repository. */
async function described(outlet: string): Promise<DescribedArticle[]> {
  const folder = join(corpus ?? '', 'articles', outlet);
  return Promise.all(readdirSync(folder).map((name) => describedFile(folder, name)));
}

async function describedFile(folder: string, name: string): Promise<DescribedArticle> {
  const bytes = readFileSync(join(folder, name));
  const source = await read({ bytes, name, url: null, charset: null });
  if (source.kind === 'addresses') throw new Error(`${name} is no article`);
  const { title, date, front, html, format } = source;
  const base = illustratedArticle({ url: source.url && canonicalUrl(source.url) });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const ingested: IngestedArticle = {
    ...base,
    file: { ...base.file, name, path: name },
    source: { ...base.source, kind: source.kind, sha256 },
    captured: source.captured
      ? { at: source.captured, rule: 'header' }
      : { at: '2020-08-01T00:00:00.000Z', rule: 'file-time' },
    header: { title, date, front },
    format,
    html,
  };
  const parsed = await parse(ingested, pureContext);
  const pictures = parsed.pictures.map(({ source: from, alt, caption, credit }) =>
    missingPicture({ source: from, alt, caption, credit }),
  );
  return metadata({ ...parsed, pictures, lost: [] }, pureContext);
}

describe.skipIf(!corpus)('metadata over the corpus', () => {
  // Shares are those of extraction.md 7.3, less a margin for the sample.
  const outlets: [outlet: string, dated: number, authors: number, editors: number][] = [
    ['BBC', 1, 0, 0],
    ['中国数字时代', 1, 0.08, 0.8],
    ['德国之声', 0.8, 0.6, 0],
    ['法广', 1, 0, 0.1],
    ['纽约时报', 1, 0.95, 0.15],
    ['美国之音', 1, 0, 0],
    ['自由亚洲电台', 1, 1, 1],
    ['路透', 1, 0.25, 0.95],
    ['金融时报', 1, 0.4, 0.5],
  ];

  describe.each(outlets)('of %s', (outlet, dated, authors, editors) => {
    let articles: DescribedArticle[] = [];
    const share = (has: (article: DescribedArticle['description']) => boolean) =>
      articles.filter(({ description }) => has(description)).length / articles.length;

    beforeAll(async () => {
      articles = await described(outlet);
    }, 60_000);

    it('finds title, outlet, date and Chinese language', () => {
      expect(share(({ title, outlet: { name } }) => title !== '' && name !== null)).toBe(1);
      expect(share(({ published }) => published !== null)).toBeGreaterThanOrEqual(dated);
      expect(share(({ language }) => /^zh-Han[st]$/.test(language ?? ''))).toBe(1);
    });

    it('finds the people its bylines name', () => {
      expect(share((one) => one.authors.length > 0)).toBeGreaterThanOrEqual(authors);
      expect(share((one) => one.editors.length > 0)).toBeGreaterThanOrEqual(editors);
    });

    it('never publishes before it was captured', () => {
      for (const { captured, description } of articles) {
        expect(Date.parse(description.published ?? '2020-01-01')).toBeLessThanOrEqual(
          Date.parse(captured.at),
        );
      }
    });
  });
});
