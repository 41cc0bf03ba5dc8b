/** The dashboard as somebody uses it: in a real browser, on a real Offprint. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
} from 'vitest';
import { savedArticle } from '../helpers/articles.ts';
import { executablePath, launch, openPage, screenshot, type Watched } from './chromium.ts';
import { type Started, start } from './started.ts';

/** Milliseconds in which everything happens that has to happen. */
const SOON = { timeout: 30_000 };

describe.skipIf(!executablePath)('the dashboard in a browser', () => {
  let offprint: Started;
  let browser: Browser;
  let watched: Watched;
  let page: Page;

  beforeAll(async () => {
    offprint = await start({ OFFPRINT_SETTLE_MS: '100' });
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await offprint?.clear();
  });
  beforeEach(async () => {
    watched = await openPage(browser, { locale: 'en' });
    ({ page } = watched);
    await page.goto(offprint.dashboard);
  });
  afterEach(async () => {
    expect(watched.complaints, watched.asked.join('\n')).toEqual([]);
    const { origin } = new URL(offprint.archive);
    const foreign = (url: string) => !url.startsWith('data:') && new URL(url).origin !== origin;
    expect(watched.asked.filter(foreign)).toEqual([]);
    await watched.close();
  });

  it('a file that is dropped arrives, is published before one’s eyes, and can be read', async () => {
    await drop(page, { '港口.md': await article('港口周一重新开放', 'gangkou') });
    await page.getByText('1 / 1').waitFor(SOON);
    const link = page.locator('.recent a', { hasText: '港口周一重新开放' });
    await link.waitFor(SOON);
    await page.getByText(/1 accepted\s+=\s+1 published/).waitFor(SOON);
    expect(await link.locator('img').getAttribute('src')).toMatch(/^\/pictures\//);
    await link.click();
    await page.getByRole('heading', { level: 1, name: '港口周一重新开放' }).waitFor();
  });

  it('a file that fails says why, and is tried again at a click', async () => {
    await drop(page, { 'notes.pdf': '%PDF-1.4 no article' });
    const group = page.locator('#group-E_NOT_HTML');
    await group.waitFor(SOON);
    await group.locator('summary').click();
    await page.getByText(/What to do: Save the article as a web page/).waitFor();
    await page.getByText('The file is a PDF document', { exact: false }).first().waitFor();
    const failedAt = await group.locator('.articles small').textContent();
    await page.getByRole('button', { name: 'Try again: notes.pdf' }).click();
    await page.getByText('1 → inbox ✓').waitFor();
    // Of an open group the server's next version is open too.
    await expect
      .poll(() => group.locator('.articles small').textContent(), SOON)
      .not.toBe(failedAt);
    expect(await group.getAttribute('open')).not.toBeNull();
    expect(await readdir(join(offprint.home, 'failed'))).toEqual([
      'notes.pdf',
      'notes.pdf.reason.json',
    ]);
  });

  it('a whole folder is dropped, and its folders are collections', async () => {
    await drop(page, {
      '报道/1.md': await article('第1篇', 'story-1'),
      '报道/2.md': await article('第2篇', 'story-2'),
      '报道/七月/3.md': await article('第3篇', 'story-3'),
    });
    await page.getByText('3 / 3').waitFor(SOON);
    await page.locator('.recent a', { hasText: '第3篇' }).waitFor(SOON);
    const done = () => readdir(join(offprint.home, 'done'), { recursive: true });
    await expect.poll(done, SOON).toEqual(expect.arrayContaining(['1.md', '2.md', '七月/3.md']));
  });

  it('a page and the folder of its pictures stay together; litter is left behind, and named', async () => {
    const create = { width: 640, height: 320, channels: 3, background: 'navy' } as const;
    const text = '码头工人说，潮水退去以后，船只搁浅在泥滩上，要等到下个月才能离开。'.repeat(12);
    await drop(page, {
      '见闻/码头.html': `<title>码头见闻</title><article><h1>码头见闻</h1><p>${text}</p><img src="码头_files/ship.jpg" width="640" height="320"><p>${text}</p></article>`,
      '见闻/码头_files/ship.jpg': await sharp({ create }).jpeg().toBuffer(),
      '见闻/.DS_Store': 'litter',
    });
    await page.getByText('2 / 3').waitFor(SOON);
    await page.locator('#refused', { hasText: '.DS_Store' }).waitFor();
    const link = page.locator('.recent a', { hasText: '码头见闻' });
    await link.waitFor(SOON);
    expect(await link.locator('img').getAttribute('src')).toMatch(/^\/pictures\//);
  });

  it('addresses that are no use are named, and stay to be corrected', async () => {
    const field = page.getByLabel('Addresses of articles, one a line');
    await field.fill('https://news.example/a\nftp://news.example/b');
    // The browser names the refusal in its console too.
    await page.getByRole('button', { name: 'Add addresses' }).click();
    await page.getByText('ftp://news.example/b: Only http and https are fetched').waitFor();
    await page.getByText('1 / 2').waitFor();
    expect(await field.inputValue()).toBe('ftp://news.example/b');
    expect(watched.complaints.splice(0)).toEqual([expect.stringContaining('422')]);
  });

  it('a stage is paused and goes on, from the keyboard', async () => {
    const pause = page.getByRole('button', { name: 'Pause: Parse' });
    await pause.focus();
    await page.keyboard.press('Enter');
    const resume = page.getByRole('button', { name: 'Resume: Parse' });
    await resume.waitFor(SOON);
    expect(await resume.evaluate((button) => button.ownerDocument.activeElement === button)).toBe(
      true,
    );
    await drop(page, { 'waits.md': await article('等一等', 'waits') });
    await page.locator('.stage.held', { hasText: /waiting\s*1/ }).waitFor(SOON);
    await page.keyboard.press('Enter');
    await page.locator('.recent a', { hasText: '等一等' }).waitFor(SOON);
  });

  it('somebody looks an article up, and reads its way', async () => {
    const field = page.getByLabel('What became of an article?');
    await field.fill('notes');
    await field.press('Enter');
    await page.getByText('failed', { exact: true }).waitFor();
    await field.fill('港口');
    await field.press('Enter');
    for (const stage of ['Ingest', 'Parse', 'Images', 'Metadata', 'Publish']) {
      await page.getByRole('cell', { name: stage, exact: true }).waitFor();
    }
    await screenshot(page, 'journey');
    await page.getByRole('link', { name: 'Read it' }).click();
    await page.getByRole('heading', { level: 1, name: '港口周一重新开放' }).waitFor();
  });

  it('is told in the language of whoever looks, also on a phone and in the dark', async () => {
    await screenshot(page, 'dashboard');
    const phone = await openPage(browser, {
      locale: 'zh-CN',
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    await phone.page.goto(offprint.dashboard);
    await phone.page.getByRole('heading', { name: '文章到了哪里' }).waitFor();
    const tooWide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await phone.page.evaluate(tooWide)).toBe(0);
    await screenshot(phone.page, 'dashboard-phone');
    await phone.page.getByRole('link', { name: 'English' }).click();
    await phone.page.getByRole('heading', { name: 'Where the articles are' }).waitFor();
    expect(phone.complaints).toEqual([]);
    await phone.close();
  });

  it('whoever logs out has to log in again', async () => {
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Token').waitFor();
    await page.goto(new URL('/dashboard', offprint.archive).href);
    await page.getByLabel('Token').waitFor();
    watched.complaints.splice(0);
  });

  it('whoever has only the token logs in with the form; a wrong one is refused', async () => {
    const stranger = await openPage(browser, { locale: 'en' });
    await stranger.page.goto(new URL('/dashboard', offprint.archive).href);
    const field = stranger.page.getByLabel('Token');
    await field.fill('not the token of this Offprint');
    await stranger.page.getByRole('button', { name: 'Log in' }).click();
    await stranger.page.getByRole('alert').waitFor();
    await field.fill(new URL(offprint.dashboard).searchParams.get('token') ?? '');
    await stranger.page.getByRole('button', { name: 'Log in' }).click();
    await stranger.page.getByRole('heading', { name: 'Where the articles are' }).waitFor();
    await stranger.close();
  });

  it('a page of somebody else cannot send anything here', async () => {
    const evil = await openPage(browser);
    // The same browser, logged in: only the page is another's.
    await evil.page.goto(offprint.dashboard);
    const target = new URL('/api/queues/parse/pause', offprint.archive).href;
    await evil.page.goto('data:text/html,<title>evil</title>');
    await evil.page.evaluate(
      `fetch('${target}', { method: 'POST', mode: 'no-cors', credentials: 'include' }).catch(() => {})`,
    );
    await page.reload();
    expect(await page.getByRole('button', { name: 'Pause: Parse' }).count()).toBe(1);
    await evil.close();
  });
});

describe.skipIf(!executablePath)('a dashboard that is only to be looked at', () => {
  it('shows everything and offers nothing', async () => {
    const offprint = await start({ OFFPRINT_SETTLE_MS: '100', OFFPRINT_READ_ONLY: 'yes' });
    const browser = await launch();
    const { page, close } = await openPage(browser, { locale: 'en' });
    await mkdir(join(offprint.home, 'inbox'), { recursive: true });
    await writeFile(join(offprint.home, 'inbox', 'a.md'), await article('只读', 'readonly'));
    await page.goto(offprint.dashboard);
    await page.locator('.recent a', { hasText: '只读' }).waitFor(SOON);
    await page.getByText('to be looked at only').waitFor();
    expect(await page.getByRole('button').allTextContents()).toEqual(['Log out', 'Look it up']);
    await close();
    await browser.close();
    await offprint.clear();
  });
});

describe.skipIf(!executablePath)('queues that may be changed', () => {
  it('offer to clear away, and never to empty or obliterate', async () => {
    const offprint = await start({ OFFPRINT_SETTLE_MS: '100', OFFPRINT_QUEUES: 'change' });
    const browser = await launch();
    const { page, close } = await openPage(browser, { locale: 'en' });
    await page.goto(offprint.dashboard);
    await drop(page, { 'notes.pdf': '%PDF-1.4 no article' });
    await page.locator('#group-E_NOT_HTML').waitFor(SOON);
    await page.goto(new URL('/queues/queue/ingest?status=failed', offprint.archive).href);
    await page.getByRole('button', { name: /retry/i }).first().waitFor(SOON);
    await page.locator('button[aria-haspopup="menu"]').first().click();
    await page
      .getByText(/obliterate/i)
      .first()
      .waitFor({ state: 'attached' });
    for (const never of [/obliterate/i, /^empty/i, /add job/i, /rate limit/i]) {
      expect(await page.getByText(never).filter({ visible: true }).count()).toBe(0);
    }
    await close();
    await browser.close();
    await offprint.clear();
  });
});

/** As a hand does it, with files and folders of the disk: paths below a folder, with their contents. */
async function drop(page: Page, files: Record<string, string | Buffer>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'offprint-drop-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const dropped = (await readdir(folder)).map((name) => join(folder, name));
  await page.locator('#drop').scrollIntoViewIfNeeded();
  const place = await page.locator('#drop').boundingBox();
  const at = { x: (place?.x ?? 0) + 20, y: (place?.y ?? 0) + 20 };
  const hand = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files: dropped, dragOperationsMask: 1 };
    await hand.send('Input.dispatchDragEvent', { type, ...at, data });
  }
  await hand.detach();
}

/** The picture travels inside the text, so that nothing has to be fetched. */
async function article(title: string, name: string): Promise<string> {
  const create = { width: 640, height: 320, channels: 3, background: 'teal' } as const;
  const picture = (await sharp({ create }).jpeg().toBuffer()).toString('base64');
  return savedArticle({
    url: `https://news.example/${name}`,
    title,
    body: `<p>${title}。市长说，港口将于周一重新开放，船只可以再次进港。渔民们已经等了三个星期。</p>
<figure><img src="data:image/jpeg;base64,${picture}"><figcaption>港口的早晨</figcaption></figure>`,
  });
}
