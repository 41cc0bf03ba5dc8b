import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tallyPictures } from '../../../workers/catalog/pictures.ts';
import { catalogEntry, renderFrontPage } from '../../../workers/publish/front-page.ts';
import { renderPage } from '../../../workers/publish/page.ts';
import { articleRecord, picture } from './records.ts';

const executablePath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => existsSync(path));
const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const folder = 'articles/01/a0123456789abcdef0123';

describe.skipIf(!executablePath)('pages in a browser, opened from a disk', () => {
  let browser: Browser;
  let root = '';

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'offprint-page-'));
    const record = articleRecord();
    const bait =
      '<img src="https://other.test/pixel.gif"><script>document.title="run"</script><link rel="stylesheet" href="https://other.test/x.css">';
    const body = `<p>正文。</p><figure><img data-picture="0"></figure>${bait}`;
    const files = new Map<string, string | Buffer>([
      [`${folder}/index.html`, renderPage({ record, body, folder })],
      [
        'index.html',
        renderFrontPage([catalogEntry(record)], { total: 1, pictures: tallyPictures([]) }),
      ],
    ]);
    for (const { path, width, height } of picture().variants) {
      const create = { width, height, channels: 3 as const, background: 'teal' };
      files.set(path, await sharp({ create }).webp().toBuffer());
    }
    for (const [path, content] of files) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: flags });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await rm(root, { recursive: true, force: true });
  });

  it.each([`${folder}/index.html`, 'index.html'])(
    'shows %s with its picture and style and asks nobody else for anything, even where the body is not clean',
    async (path) => {
      const page = await browser.newPage();
      const asked: string[] = [];
      // A request that the policy refuses is begun and fails with `csp`; nothing leaves the browser.
      const refused = new Set<string>();
      page.on('request', (request) => asked.push(request.url()));
      page.on('requestfailed', (request) => {
        if (request.failure()?.errorText === 'csp') refused.add(request.url());
      });
      await page.goto(`file://${join(root, path)}`);
      const shown = `(async () => {
        const image = document.querySelector('img[src$=".webp"]');
        await image.decode();
        return image.naturalWidth;
      })()`;
      expect(await page.evaluate(shown)).toBeGreaterThan(0);
      const styled = 'getComputedStyle(document.querySelector("main")).maxWidth';
      expect(await page.evaluate(styled)).toMatch(/px$/);
      expect(await page.title()).not.toBe('run');
      expect(asked.length).toBeGreaterThanOrEqual(2);
      for (const url of asked) {
        expect(url.startsWith(`file://${root}/`) || refused.has(url), url).toBe(true);
      }
      await page.close();
    },
    30_000,
  );

  it('fits a narrow screen', async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 600 } });
    await page.goto(`file://${join(root, folder, 'index.html')}`);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await page.close();
  }, 30_000);
});
