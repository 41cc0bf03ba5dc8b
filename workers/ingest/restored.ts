/** An article that runs again: its source lies in the archive, and what only the first run could know in its record. */

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { articleFolder } from '../../shared/archive-layout.ts';
import type { Again, ArticleRecord } from '../../shared/article.ts';
import { notWhole, readRecord } from '../../shared/article-records.ts';
import type { Context } from '../../shared/context.ts';
import { TransientError } from '../../shared/errors.ts';

export interface Restored {
  record: ArticleRecord;
  bytes: Buffer;
}

/** Throws TransientError E_STORAGE where the archive does not have it whole. */
export async function restore({ id, version }: Again, { archive }: Context): Promise<Restored> {
  const top = articleFolder(id);
  for (const folder of [`${top}/versions/${version}`, top]) {
    const record = await readRecord(folder, archive);
    if (record?.version !== version) continue;
    const source = `${folder}/source.${record.sourceFile.extension}.gz`;
    const packed = await archive.read(source);
    if (packed) return { record, bytes: await unpacked(packed, source) };
  }
  throw new TransientError('E_STORAGE', `The archive has no source of ${id} ${version}.`);
}

async function unpacked(packed: Buffer, source: string): Promise<Buffer> {
  return promisify(gunzip)(packed).catch((error: unknown) => {
    throw notWhole(source, error);
  });
}
