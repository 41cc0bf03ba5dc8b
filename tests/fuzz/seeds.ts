/** What the fuzzer begins with: its first inputs for each target, and the words that it may put in. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { ALLOWED } from '../../workers/parse/sanitise.ts';

const ROOTS = ['../../examples', '../articles'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);
/** Bytes: larger ones only slow it down. */
const MAX_SEED = 20_000;

/** Trees that two parsers may read differently, as attacks use them. */
const TANGLES = [
  '<svg><style><img src=x onerror=1></style></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1&gt;">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=1>',
  '<noscript><p title="</noscript><img src=x onerror=1>"></noscript>',
  '<a href="java&#10;script:1">x</a><a href="//news.example">y</a>',
  '<table><a href="https://news.example"><td><table><b><p>x</table></a>',
  '<pre>\n\n<listing>\n\n</listing></pre><textarea></textarea><xmp><b></xmp>',
  '<template><tr><td>x</template><select><option><p>y</select><p></p></br>',
  '<img data-picture="1" src=x srcset="a 1x" onerror=1><ruby>港<rt>gang</ruby>',
  '<!DOCTYPE html><body><article><h1>x</h1><p>y<p>z</article><![CDATA[x]]>',
];

export async function seedsFor(target: string): Promise<Buffer[]> {
  if (target === 'sanitiser') return TANGLES.map((text) => Buffer.from(text));
  if (target === 'picture-header') return pictures();
  const articles = await savedArticles();
  // The first bytes choose name, charset and format: see the targets.
  const heads = target === 'reader' ? [0, 2, 3].map((n) => [n, 0]) : [[0], [129]];
  const texts =
    target === 'parser' ? [...articles, ...TANGLES.map((text) => Buffer.from(text))] : articles;
  return heads.flatMap((head) => texts.map((text) => Buffer.concat([Buffer.from(head), text])));
}

/** In the form of libFuzzer: one quoted word on each line. */
export function dictionary(): string {
  const names = [
    ...ALLOWED.keys(),
    ...'svg math style script noscript template mtext mglyph'.split(' '),
  ];
  const words = [
    ...names.flatMap((name) => [`<${name}>`, `</${name}>`]),
    ...'<!-- --> <![CDATA[ ]]> &lt; &#x3c; href= src= srcset= style= onerror= data-picture= javascript: http://'.split(
      ' ',
    ),
    ...'------ --- from: title: charset= [x](http://a.b/) ftypavif RIFF WEBP IHDR'.split(' '),
  ];
  return words.map((word) => `"${word.replace(/["\\]/g, '\\$&')}"\n`).join('');
}

async function savedArticles(): Promise<Buffer[]> {
  const found: Buffer[] = [];
  for (const root of ROOTS) {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    for (const one of entries) {
      if (!one.isFile() || !/\.(md|txt|html?)$/.test(one.name)) continue;
      const bytes = await readFile(join(one.parentPath, one.name));
      if (bytes.length <= MAX_SEED) found.push(bytes);
    }
  }
  return found;
}

function pictures(): Promise<Buffer[]> {
  const image = sharp({ create: { width: 24, height: 16, channels: 3, background: '#5588aa' } });
  const formats = ['png', 'jpeg', 'webp', 'gif', 'avif'] as const;
  return Promise.all([
    ...formats.map((format) => image.clone().toFormat(format).toBuffer()),
    image.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    Promise.resolve(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')),
  ]);
}
