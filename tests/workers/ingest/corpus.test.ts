/** Every file of the real corpus; only where CORPUS names its folder. */
import { readFile as readBytes, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { canonicalUrl } from '../../../workers/ingest/canonical.ts';
import { codesOf, readArticle } from './source.ts';

const CORPUS = process.env.CORPUS ?? '';

it.skipIf(!CORPUS)(
  'reads every file of the corpus with title and address, three of them twice',
  async () => {
    const entries = await readdir(CORPUS, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    const urls = new Map<string, number>();
    for (const path of paths) {
      const article = await readArticle(await readBytes(path), basename(path));
      expect(article.title, path).toBeTruthy();
      expect(codesOf(article), path).toEqual([]);
      const url = canonicalUrl(article.url ?? '');
      expect(url, path).not.toBeNull();
      urls.set(url ?? '', (urls.get(url ?? '') ?? 0) + 1);
    }
    expect(paths.length).toBeGreaterThan(400);
    expect([...urls.values()].filter((count) => count > 1)).toEqual([2, 2, 2]);
  },
);
