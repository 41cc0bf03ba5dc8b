/** Inputs of readers, valid by default. */
import type { ReadAddresses, ReadArticle, ReadInput } from '../../../shared/pieces.ts';
import { read } from '../../../workers/ingest/read.ts';

export function readFile(
  content: string | Uint8Array,
  name = 'article.md',
  given: Partial<ReadInput> = {},
): Promise<ReadArticle | ReadAddresses> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return read({ bytes, name, url: null, charset: null, ...given });
}

export async function readArticle(...given: Parameters<typeof readFile>): Promise<ReadArticle> {
  const found = await readFile(...given);
  if (found.kind === 'addresses') throw new Error('a list of addresses was read');
  return found;
}

export function codesOf({ warnings }: Pick<ReadArticle, 'warnings'>): string[] {
  return warnings.map(({ code }) => code);
}
