/** What an article runs again from, where the archive has it whole and where not. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { articleFolder } from '../../../shared/archive-layout.ts';
import { restore } from '../../../workers/ingest/restored.ts';
import { testContext } from '../../helpers/context.ts';
import { articleRecord } from '../publish/records.ts';

const record = articleRecord({});
const folder = articleFolder(record.id);
const again = { id: record.id, version: record.version, url: record.url, why: 'replay' } as const;
const source = `source.${record.sourceFile.extension}.gz`;

function restoredFrom(files: Record<string, string | Uint8Array>) {
  const archive = Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]);
  return restore({ ...again, since: 0 }, testContext({ archive: Object.fromEntries(archive) }));
}

describe('the source of an article in the archive', () => {
  const json = JSON.stringify(record);
  const packed = gzipSync('The harbour opens.');

  it('comes with the record of its version', async () => {
    const restored = await restoredFrom({ 'article.json': json, [source]: packed });
    expect(restored).toEqual({ record, bytes: Buffer.from('The harbour opens.') });
    const older = restoredFrom({
      'article.json': JSON.stringify({ ...record, version: '20300101000000-000000000000' }),
      [`versions/${record.version}/article.json`]: json,
      [`versions/${record.version}/${source}`]: packed,
    });
    expect((await older).record.version).toBe(record.version);
  });

  it.each([
    ['article.json', { 'article.json': json.slice(0, 100), [source]: packed }],
    [source, { 'article.json': json, [source]: packed.subarray(0, 20) }],
    [source, { 'article.json': json, [source]: 'not packed' }],
  ])('is not whole where %s is damaged', async (name, files) => {
    await expect(restoredFrom(files)).rejects.toMatchObject({
      code: 'E_STORAGE',
      message: `The archive's ${folder}/${name} is not whole; run: offprint verify`,
    });
  });

  it('is lost where there is none', async () => {
    await expect(restoredFrom({ 'article.json': json })).rejects.toMatchObject({
      code: 'E_STORAGE',
    });
  });
});
