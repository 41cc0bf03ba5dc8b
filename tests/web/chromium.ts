/** The system's Chromium, where there is one; and what a page asked for and complained of. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export const executablePath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => existsSync(path));

if (!executablePath)
  console.log('no Chromium on this machine: the pages are not looked at in a browser');

export function launch(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  return chromium.launch({ executablePath: executablePath ?? '', args });
}

export interface Watched {
  page: Page;
  /** Addresses it asked for. */
  asked: string[];
  /** Errors and warnings of its console, and errors of its scripts. */
  complaints: string[];
  close(): Promise<void>;
}

export async function openPage(
  browser: Browser,
  options?: BrowserContextOptions,
): Promise<Watched> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const [asked, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, asked, complaints, close: () => context.close() };
}

/** For docs/screens/, where `SCREENSHOTS` names that folder. */
export async function screenshot(page: Page, name: string, fullPage = true): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
}
