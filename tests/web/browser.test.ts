import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { savedArticle } from '../helpers/articles.ts';
import { executablePath, launch, openPage, screenshot, type Watched } from './chromium.ts';
import { type Started, start } from './started.ts';

describe.skipIf(!executablePath)('what start serves, in a browser', () => {
  let offprint: Started;
  let browser: Browser;
  let page: Page;
  /** What the browser asked for, and what it complained of. */
  let asked: string[];
  let complaints: string[];

  beforeAll(async () => {
    offprint = await start({ OFFPRINT_SETTLE_MS: '100' });
    await drop('港口.md', await articleWithPicture());
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await offprint?.clear();
  });
  beforeEach(async () => {
    const watched: Watched = await openPage(browser);
    ({ page, asked, complaints } = watched);
    return watched.close;
  });

  async function drop(name: string, content: string): Promise<void> {
    await mkdir(join(offprint.home, 'inbox'), { recursive: true });
    await writeFile(join(offprint.home, 'inbox', name), content);
  }
  const foreign = () =>
    asked.filter(
      (url) => !url.startsWith('data:') && new URL(url).origin !== new URL(offprint.archive).origin,
    );
  async function openArticle(): Promise<void> {
    const link = page.getByRole('link', { name: '港口周一重新开放' });
    await expect
      .poll(
        async () => {
          await page.goto(offprint.archive);
          return link.count();
        },
        { timeout: 30_000, interval: 500 },
      )
      .toBeGreaterThan(0);
    asked.length = 0;
    complaints.length = 0;
    await link.first().click();
    await page.waitForLoadState('networkidle');
  }

  it('an article shows its Chinese text, its picture and its style', async () => {
    await openArticle();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('港口周一重新开放');
    const picture = page.locator('main img').first();
    expect(
      await picture.evaluate((image: { naturalWidth: number }) => image.naturalWidth),
    ).toBeGreaterThan(0);
    const width = await page
      .locator('main')
      .evaluate((main: { clientWidth: number }) => main.clientWidth);
    expect(width).toBeLessThan(800);
    expect(complaints).toEqual([]);
    expect(foreign()).toEqual([]);
    await screenshot(page, 'article');
  });

  it('the front page leads to it, and the way back leads to the front page', async () => {
    await openArticle();
    await page.locator('nav a').first().click();
    await page.waitForLoadState('networkidle');
    expect(new URL(page.url()).pathname).toMatch(/^\/(index\.html)?$/);
    expect(complaints).toEqual([]);
    await screenshot(page, 'front');
  });

  it('a script that got into a page would not run', async () => {
    await openArticle();
    const ran = await page.evaluate(`new Promise((resolve) => {
      addEventListener('securitypolicyviolation', () => resolve('refused'));
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      if (window.ran) resolve('ran');
    })`);
    expect(ran).toBe('refused');
  });

  it('the queues are shown behind the login link, with nothing from elsewhere', async () => {
    await page.goto(offprint.dashboard);
    expect(new URL(page.url()).pathname).toBe('/dashboard');
    await page.getByRole('link', { name: 'Queues' }).click();
    await page.getByText('publish').first().waitFor();
    await page.goto(new URL('/queues/queue/publish?status=completed', offprint.archive).href);
    await page
      .getByText(/publish_a[0-9a-f]{20}/)
      .first()
      .waitFor();
    expect(foreign()).toEqual([]);
    expect(complaints).toEqual([]);
    await screenshot(page, 'queues');
  });

  it('without the link the queues stay shut', async () => {
    const answer = await page.goto(new URL('/queues', offprint.archive).href);
    expect(answer?.status()).toBe(401);
    expect(await page.textContent('body')).toMatch(/offprint start prints a link/);
  });
});

/** The picture travels inside the text, so that nothing has to be fetched. */
async function articleWithPicture(): Promise<string> {
  const picture = await sharp({
    create: { width: 640, height: 320, channels: 3, background: 'teal' },
  })
    .jpeg()
    .toBuffer();
  return savedArticle({
    url: 'https://news.example/gangkou',
    title: '港口周一重新开放',
    body: `<p>市长说，港口将于周一重新开放，船只可以再次进港。渔民们已经等了三个星期。</p>
<figure><img src="data:image/jpeg;base64,${picture.toString('base64')}"><figcaption>港口的早晨</figcaption></figure>
<p>港务局表示，清理工作比预计的快。第一批货轮将在中午前后到达。</p>`,
  });
}
