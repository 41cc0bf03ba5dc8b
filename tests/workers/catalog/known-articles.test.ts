/** What the front page is made of is read again only where something is new. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { CatalogEntry } from '../../../shared/article.ts';
import { entryKey } from '../../../shared/catalog-entries.ts';
import { KnownArticles, type Overview } from '../../../workers/catalog/known-articles.ts';
import { catalogEntry } from '../../../workers/publish/front-page.ts';
import { MemoryStorage } from '../../helpers/context.ts';
import { articleRecord } from '../publish/records.ts';

const idOf = (number: number) => `a${String(number).padStart(20, '0')}`;

class CountingStorage extends MemoryStorage {
  reads = 0;

  override async read(key: string) {
    this.reads += 1;
    return super.read(key);
  }
}

describe('KnownArticles', () => {
  let archive: CountingStorage;
  let known: KnownArticles;
  beforeEach(async () => {
    archive = new CountingStorage();
    known = new KnownArticles(archive);
    for (const number of [1, 2, 3]) await put(number, 'before');
    await known.read({ turn: 'first', news: null });
    archive.reads = 0;
  });

  async function put(number: number, title: string, overrides: Partial<CatalogEntry> = {}) {
    const made = catalogEntry(articleRecord({ id: idOf(number) }));
    const entry = { ...made, title, ...overrides };
    await archive.write(entryKey(idOf(number)), JSON.stringify(entry));
  }

  const titles = async (since: string, numbers: number[]) => {
    const { newest } = await known.read({
      turn: `${since}+`,
      news: { since, ids: numbers.map(idOf) },
    });
    return newest.map(({ id, title }) => `${Number(id.slice(1))} ${title}`).sort();
  };

  it('reads only what is new since the turn before', async () => {
    await put(2, 'after');
    await put(4, 'after');
    expect(await titles('first', [2, 4])).toEqual(['1 before', '2 after', '3 before', '4 after']);
    expect(archive.reads).toBe(2);
  });

  it('reads everything where another process did the turn before', async () => {
    await put(2, 'after');
    expect(await titles('another', [4])).toEqual(['1 before', '2 after', '3 before']);
    expect(archive.reads).toBeGreaterThanOrEqual(3);
  });

  it('leaves out what was taken down beside it', async () => {
    await archive.remove(entryKey(idOf(3)));
    await archive.write(`removed/00/${idOf(3)}.json`, '{}');
    expect(await titles('first', [])).toEqual(['1 before', '2 before']);
  });

  it('names what it cannot read, and reads everything the next time', async () => {
    await archive.write(entryKey(idOf(4)), '{"id');
    const read = await known.read({ turn: 'second', news: { since: 'first', ids: [idOf(4)] } });
    expect(read.broken).toEqual([entryKey(idOf(4))]);
    expect(read.articles.length).toBe(3);
    archive.reads = 0;
    await known.read({ turn: 'third', news: { since: 'second', ids: [] } });
    expect(archive.reads).toBe(4);
  });

  it('has the newest first, by publication or else capture, in any order of arrival', async () => {
    await put(1, '', { published: '2020-07-15T23:00:00-04:00' });
    await put(2, '', { published: '2020-07-16T10:00:00+08:00' });
    await put(3, '', { published: null, captured: '2020-07-17T00:00:00.000Z' });
    await put(5, '', { published: '2020-07-14T00:00:00+00:00' });
    await put(4, '', { published: '2020-07-14T00:00:00+00:00' });
    const order = [3, 1, 2, 4, 5].map(idOf);
    const ids = ({ newest }: Overview) => newest.map(({ id }) => id);
    expect(ids(await known.readAll())).toEqual(order);
    const news = { since: 'first', ids: [5, 1, 4, 3, 2].map(idOf) };
    await known.readAll('first');
    expect(ids(await known.read({ turn: 'second', news }))).toEqual(order);
  });

  it('keeps whole entries only of the newest hundred, and an older one moves up', async () => {
    const day = (number: number) => new Date(Date.UTC(2020, 0, number)).toISOString();
    for (let number = 1; number <= 500; number += 1)
      await put(number, '', { published: day(number) });
    const first = await known.readAll('first');
    expect(first.articles.length).toBe(500);
    expect(first.newest.map(({ id }) => Number(id.slice(1)))).toEqual(
      Array.from({ length: 100 }, (_, at) => 500 - at),
    );
    await archive.remove(entryKey(idOf(450)));
    await archive.write(`removed/00/${idOf(450)}.json`, '{}');
    archive.reads = 0;
    const second = await known.read({ turn: 'second', news: { since: 'first', ids: [] } });
    expect(second.articles.length).toBe(499);
    expect(second.newest.at(-1)?.id).toBe(idOf(400));
    expect(second.newest.length).toBe(100);
    expect(archive.reads).toBe(1);
  });
});
