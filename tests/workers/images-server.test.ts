/** The stage with the real download against a real server of pictures and faults. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Picture } from '../../shared/article.ts';
import { openDownload } from '../../shared/download.ts';
import { shrink } from '../../shared/image.ts';
import type { PictureLimits } from '../../workers/images/desk.ts';
import { images } from '../../workers/images.ts';
import { type TestContextOptions, testContext } from '../helpers/context.ts';
import { faultOf, type PictureServer, startPictureServer } from '../helpers/picture-server.ts';
import { articleWith } from './images/articles.ts';

const SHARE = 0.1;
const limits: PictureLimits = {
  picture: 20_000,
  article: 90_000,
  pauses: [0, 0],
  patience: 1_000,
  all: 100_000,
};
/** Short, where the time is sure to run out. */
const hasty = { ...limits, picture: 400 };
let server: PictureServer;

beforeAll(async () => {
  server = await startPictureServer();
});
afterAll(() => server.close());

function connected(options: TestContextOptions = {}, host = server.host) {
  const download = openDownload({ allowHosts: [host] });
  return { ...testContext({ pieces: { shrink }, ...options }), download };
}

/** What became of a picture, in a word: a code, or its status. */
const end = ({ reason, status }: Picture) => reason ?? status;

describe('the server itself', () => {
  it('counts whoever does not wait for a picture', async () => {
    const own = await startPictureServer();
    onTestFinished(() => own.close());
    await (await fetch(`${own.origin}/whole.jpg`)).arrayBuffer();
    expect(own.givenUp).toBe(0);
    const signal = AbortSignal.timeout(200);
    await expect(fetch(`${own.origin}/slow/late.jpg`, { signal })).rejects.toThrow();
    await vi.waitFor(() => expect(own.givenUp).toBe(1));
  });
});

describe('images, from a server', () => {
  it.each([
    ['not-found', 'E_HTTP_404', 1],
    ['forbidden', 'E_HTTP_403', 3],
    ['no-referer', 'stored', 3],
    ['own-referer', 'stored', 2],
    ['gone', 'E_HTTP_410', 1],
    ['server-error', 'E_HTTP', 3],
    ['html', 'W_IMAGE_TYPE', 1],
    ['drip', 'E_TIMEOUT', 3],
    ['cut-off', 'E_CONNECT', 3],
    ['reset', 'E_CONNECT', 3],
    ['busy', 'E_HTTP_429', 1],
    ['loop', 'E_REDIRECTS', 1],
    ['redirect-private', 'E_URL_PRIVATE', 1],
    ['flaky', 'stored', 2],
    ['busy-once', 'stored', 2],
    ['slow', 'stored', 1],
    ['avif', 'stored', 1],
    ['redirect', 'stored', 1],
    ['gps', 'stored', 1],
    ['cmyk', 'stored', 1],
    ['16-bit', 'stored', 1],
    ['turned', 'stored', 1],
    ['animated', 'stored', 1],
    ['truncated-jpeg', 'W_IMAGE_CORRUPT', 1],
    ['svg', 'W_SVG', 1],
    ['huge', 'E_IMAGE_PIXELS', 1],
  ])(
    'that has the fault %s: %s after %i requests (rows 42 to 62)',
    async (fault, outcome, tries) => {
      const path = `/${fault}/cat.jpg`;
      const article = articleWith(`${server.origin}${path}`);
      const { pictures } = await images(article, connected(), fault === 'drip' ? hasty : limits);
      expect(pictures.map(end)).toEqual([outcome]);
      expect(server.requests.get(path)).toBe(tries);
    },
  );

  it('keeps the original as it is on the server, byte for byte', async () => {
    const url = `${server.origin}/gps/exact.jpg`;
    const context = connected();
    const [picture] = (await images(articleWith(url), context, limits)).pictures;
    const served = Buffer.from(await (await fetch(url)).arrayBuffer());
    expect(context.archive.files.get(picture?.original ?? '')).toEqual(served);
  });

  it.skipIf(!process.env.CORPUS)(
    'stores what a corpus of articles names, faults apart',
    async () => {
      const server = await startPictureServer({ share: SHARE });
      onTestFinished(() => server.close());
      const articles = await picturesIn(process.env.CORPUS ?? '');
      const settings = { pictureSources: [`${server.origin}/?u={url}`], pictureWidths: [240] };
      const context = connected({ settings }, server.host);
      const ends = new Map<string, number>();
      for (const urls of articles) {
        const { pictures } = await images(articleWith(...urls), context, limits);
        for (const picture of pictures) {
          ends.set(end(picture), (ends.get(end(picture)) ?? 0) + 1);
          const fault = faultOf(`/?u=${encodeURIComponent(picture.source)}`, SHARE);
          if (!fault) expect([picture.source, end(picture)]).toEqual([picture.source, 'stored']);
        }
      }
      console.log(articles.length, 'articles', Object.fromEntries(ends));
      expect(ends.get('stored')).toBeGreaterThan(0);
    },
    600_000,
  );
});

/** The absolute addresses of pictures in every file of a folder, a list per file that has some. */
async function picturesIn(folder: string): Promise<string[][]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const lists = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const text = await readFile(join(parentPath, name), 'utf8');
      const found = text.matchAll(/<img[^>]*?\bsrc="(https?:[^"]+)"/g);
      return [...found].map(([, url = '']) => url).filter((url) => URL.canParse(url));
    }),
  );
  return lists.filter((urls) => urls.length > 0);
}
