/** Real saved articles, where there are some: CORPUS names a folder with `articles/` and `posts/`. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { read } from '../../../workers/ingest/read.ts';
import { originsFirst } from '../../../workers/parse/proxies.ts';
import { parse } from '../../../workers/parse.ts';
import { testContext } from '../../helpers/context.ts';
import { ingested } from './article.ts';

const { CORPUS } = process.env;

describe('the corpus', () => {
  it.skipIf(!CORPUS)(
    'loses no sentence and keeps no furniture',
    async () => {
      const files = await filesBelow(join(CORPUS ?? '', 'articles'));
      expect(files.length).toBeGreaterThan(100);
      const lost: string[] = [];
      const left: string[] = [];
      for (const file of files) {
        const { pieces, kept, body } = await clean(file);
        lost.push(...pieces.filter((piece) => !kept.includes(piece) && !FURNITURE.test(piece)));
        if (FURNITURE.test(body)) left.push(file);
      }
      expect({ lost, left }).toEqual({ lost: [], left: [] });
    },
    300_000,
  );

  it.skipIf(!CORPUS)(
    'asks for every picture at its publisher first, and leaves out none but decoration',
    async () => {
      const files = await filesBelow(CORPUS ?? '');
      const proxied: string[] = [];
      const left: string[] = [];
      let count = 0;
      for (const file of files.filter((name) => /\.(?:md|txt|html)$/.test(name))) {
        const { pictures, images } = await clean(file);
        count += pictures.length;
        const known = pictures.flatMap(({ candidates }) => candidates.map(bareAddress));
        proxied.push(
          ...pictures.flatMap(({ candidates: [best = ''] }) => (isProxied(best) ? [best] : [])),
        );
        const isKnown = (address: string) =>
          known.some((one) => one.endsWith(bareAddress(address)));
        left.push(
          ...images.filter((addresses) => !addresses.some(isKnown)).map((all) => all.join()),
        );
      }
      expect(count).toBeGreaterThan(1_000);
      expect(proxied).toEqual([]);
      expect(left.filter((address) => !DECORATION.test(address))).toEqual([]);
    },
    300_000,
  );
});

/** What the nine outlets' feeds write around their articles, without punctuation. */
const FURNITURE =
  /获取更多RSS|(?:跳过|结尾)Youtube帖子|图片版权(?!所有)|getposttime|Feedenhancedby|我们的标准|感谢阅读今天的简报|我们将在每个工作日发送最新内容|德国之声版权声明|德国之声致力于为您提供客观中立|不代表德国之声|嘉宾和观众听众发表的都是个人观点|不支持播放多媒体材料|第三方内容可能包含广告|已向读者全部免费开放|上关注我们了解更多中文资讯|更多关于新冠疫情的消息欢迎关注|阅读更多新闻如有任何建议/;

/** Magnifying glasses, share buttons, drawn emoji, lines, counters, posts of other sites, teasers of other articles, nothing at all. */
const DECORATION =
  /icon-zoom|servicelinks|images\/core\/emoji|grey_line|styles\/home_promoted|medium\.com\/_\/stat|socialembed|w\/64$|^$/;

async function clean(file: string) {
  const bytes = await readFile(file);
  const source = await read({ bytes, name: file, url: null, charset: null });
  if (source.kind === 'addresses') throw new Error(`${file} reads as a list of addresses`);
  const { url, format, html, title, date, front } = source;
  const article = ingested({ url, format, html, header: { title, date, front } });
  const { body, pictures, lifted, related } = await parse(article, testContext());
  const said = [
    ...pictures.flatMap(({ caption, credit }) => [caption, credit]),
    ...lifted.map(({ text }) => text),
    ...related.map((link) => link.title),
  ];
  return {
    pictures,
    images: imagesOf(html),
    pieces: piecesOf(html),
    kept: bare(textOf(body) + said.join('')),
    body: bare(textOf(body)),
  };
}

function textOf(html: string): string {
  return load(html, null, false).root().text();
}

/** The addresses that each `img` of the source names. */
function imagesOf(html: string): string[][] {
  const $ = load(html, { scriptingEnabled: false });
  return $('img')
    .toArray()
    .map(({ attribs }) => [attribs.src, attribs['data-src'], attribs['data-lazy-src']])
    .map((named) => named.flatMap((address) => address ?? []));
}

/** Whether somebody else keeps this copy of what a publisher has. */
function isProxied(address: string): boolean {
  return originsFirst(address)[0] !== address;
}

/** Without scheme and proxy, so that one can be told to be the other. */
function bareAddress(address: string): string {
  const plain = address.replace(/^.*weserv\.nl\/?\?url=/, '').replace(/^(?:https?:)?\/\//, '');
  return decodeURI(plain.replace(/#.*$/, ''));
}

/** The source's texts, each between two tags, long enough to be no label. */
function piecesOf(html: string): string[] {
  const $ = load(html, { scriptingEnabled: false }, false);
  $('script, style, iframe, [data-playable]').remove();
  const texts = $('*')
    .contents()
    .toArray()
    .filter(({ nodeType }) => nodeType === 3);
  return texts
    .map((node) => bare($(node).text().replace(LABELS, '')))
    .filter((piece) => piece.length > 15);
}

/** Translators behind the last sentence, and labels that are cut off. */
const LABELS = /（(?:实习)?译者：.*$|^\s*延伸阅读/gs;

function bare(text: string): string {
  // A credit is kept without the word that says it is one.
  return text.replace(/(?:图片)?来源：/g, '').replace(/[^\p{L}\p{N}]/gu, '');
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}
