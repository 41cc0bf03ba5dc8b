/** The records that lie in the archive: `article.json` of each version's folder. */
import { ArticleRecord } from './article.ts';
import { TransientError } from './errors.ts';
import { parseJson } from './json.ts';
import type { Storage } from './storage.ts';

/** null where there is none. @throws TransientError E_STORAGE where it is damaged. */
export async function readRecord(folder: string, archive: Storage): Promise<ArticleRecord | null> {
  const bytes = await archive.read(`${folder}/article.json`);
  if (!bytes) return null;
  const record = ArticleRecord.safeParse(parseJson(bytes));
  if (!record.success) throw notWhole(`${folder}/article.json`, record.error);
  return record.data;
}

/** @param path of the folder or file that is not as it was published. */
export function notWhole(path: string, cause?: unknown): TransientError {
  const message = `The archive's ${path} is not whole; run: offprint verify`;
  return new TransientError('E_STORAGE', message, { cause });
}
