/** What the front page is made of is read again only where something is new. */
import { beforeEach, describe, expect, it } from 'vitest';
import { KnownEntries } from '../../../workers/catalog.ts';
import { catalogEntry } from '../../../workers/publish/front-page.ts';
import { entryKey } from '../../../workers/publish/versions.ts';
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

describe('KnownEntries', () => {
  let archive: CountingStorage;
  let known: KnownEntries;
  beforeEach(async () => {
    archive = new CountingStorage();
    known = new KnownEntries(archive);
    for (const number of [1, 2, 3]) await put(number, 'before');
    await known.read({ turn: 'first', news: null });
    archive.reads = 0;
  });

  async function put(number: number, title: string) {
    const entry = { ...catalogEntry(articleRecord({ id: idOf(number) })), title };
    await archive.write(entryKey(idOf(number)), JSON.stringify(entry));
  }

  const titles = async (since: string, numbers: number[]) => {
    const { entries } = await known.read({
      turn: `${since}+`,
      news: { since, ids: numbers.map(idOf) },
    });
    return entries.map(({ id, title }) => `${Number(id.slice(1))} ${title}`).sort();
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
    expect(read.entries.length).toBe(3);
    archive.reads = 0;
    await known.read({ turn: 'third', news: { since: 'second', ids: [] } });
    expect(archive.reads).toBe(4);
  });
});
