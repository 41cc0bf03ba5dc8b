/** Any text as an article or as a page: a body that holds only what is allowed, and valid shapes. */
import { DescribedArticle, ParsedArticle } from '../../../shared/article.ts';
import { images } from '../../../workers/images.ts';
import { metadata } from '../../../workers/metadata.ts';
import { parse } from '../../../workers/parse.ts';
import { testContext } from '../../helpers/context.ts';
import { ingested } from '../../workers/parse/article.ts';
import { assertInert } from '../inert.ts';
import { refusalOf } from '../refusals.ts';

const URLS = [
  null,
  'https://news.example/2020/07/20/story.html',
  'https://www.bbc.com/zhongwen/simp/a',
];

export async function fuzz(data: Buffer): Promise<void> {
  const [first = 0] = data;
  const url = URLS[first % URLS.length] ?? null;
  const format = first > 127 ? 'page' : 'fragment';
  const html = data.subarray(1).toString();
  const context = testContext({ settings: { pictureSources: [] } });
  const parsed = await parse(ingested({ html, format, url }), context).catch(refusalOf);
  if (parsed === null) return;
  ParsedArticle.parse(parsed);
  assertInert(parsed.body);
  DescribedArticle.parse(await metadata(await images(parsed, context), context));
}
