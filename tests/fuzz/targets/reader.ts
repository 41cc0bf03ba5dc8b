/** Bytes of a dropped file, under each kind of name: an answer, or a refusal with a code. */
import { codes } from '../../../shared/codes.ts';
import type { ReadAddresses, ReadArticle } from '../../../shared/pieces.ts';
import { read } from '../../../workers/ingest/read.ts';
import { refusalOf } from '../refusals.ts';

const NAMES = ['a.md', 'a.txt', 'a.html', 'a.url', 'a.webloc', 'a.urls', 'a', '2014-07-18-a.md'];
const CHARSETS = [null, 'utf-8', 'gb18030', 'windows-1252', 'utf-16le', 'no-such'];

export async function fuzz(data: Buffer): Promise<void> {
  const [first = 0, second = 0] = data;
  const name = NAMES[first % NAMES.length] ?? '';
  const charset = CHARSETS[second % CHARSETS.length] ?? null;
  const url = second > 127 ? 'https://news.example/story' : null;
  const given = { bytes: data.subarray(2), name, url, charset };
  const answer = await read(given).catch(refusalOf);
  if (answer?.kind === 'addresses') answer.addresses.forEach(assertAddress);
  else if (answer) assertArticle(answer);
}

function assertAddress({ url, code }: ReadAddresses['addresses'][number]): void {
  if ((url === null) === (code === null)) throw new Error('an address has a url or a code');
  if (url !== null) new URL(url);
  if (code !== null && !codes[code]) throw new Error(`no such code: ${code}`);
}

function assertArticle({ captured, html }: ReadArticle): void {
  if (captured !== null && Number.isNaN(Date.parse(captured)))
    throw new Error(`captured at ${captured}`);
  if (html.includes('\0')) throw new Error('NUL in the text');
  // Throws at half a character.
  encodeURIComponent(html);
}
