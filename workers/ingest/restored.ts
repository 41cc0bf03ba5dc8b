/** An article that runs again: its source lies in the archive, and what only the first run could know in its record. */

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { articleFolder } from '../../shared/archive-layout.ts';

import { type Again, ArticleRecord } from '../../shared/article.ts';
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
    const json = await archive.read(`${folder}/article.json`);
    const record = json && ArticleRecord.parse(JSON.parse(json.toString()));
    if (record?.version !== version) continue;
    const packed = await archive.read(`${folder}/source.${record.sourceFile.extension}.gz`);
    if (packed) return { record, bytes: await promisify(gunzip)(packed) };
  }
  throw new TransientError('E_STORAGE', `The archive has no source of ${id} ${version}.`);
}
