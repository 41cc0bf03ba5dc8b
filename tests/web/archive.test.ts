import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSite, type Site } from './site.ts';

const FOLDER = 'articles/01/a0123456789abcdef0123';
const PAGE = '<!DOCTYPE html><title>港口周一开放</title><p>市长说，船只可以再次进港。</p>';
const SCRIPT = '<script>alert(1)</script>';

describe('the archive over HTTP', () => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite({
      '.offprint': '{"offprint":"archive"}',
      '.tmp/1~host~x': 'half-written',
      'index.html': PAGE,
      'feed.xml': '<feed/>',
      [`${FOLDER}/index.html`]: PAGE,
      [`${FOLDER}/.hidden`]: 'hidden',
      [`${FOLDER}/article.md`]: '# 港口',
      [`${FOLDER}/article.json`]: '{"title":"港口"}',
      [`${FOLDER}/source.html.gz`]: gzipSync(SCRIPT),
      [`${FOLDER}/versions/20260101000000-0123456789ab/source.html.gz`]: gzipSync(SCRIPT),
      [`${FOLDER}/manifest-sha256.txt`]: '00  index.html',
      'catalog/2026-01.jsonl': '{"title":"港口"}\n',
      'pictures/ab/abcd/480.webp': 'RIFF....WEBP',
      'originals/ab/abcd.svg': `<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`,
      'originals/ab/abcd.html': SCRIPT,
      'outlets/www.news.example/index.html': PAGE,
    });
  });
  afterAll(async () => {
    await site.close();
  });

  it.each([
    ['/', 'text/html; charset=utf-8', PAGE],
    [`/${FOLDER}/`, 'text/html; charset=utf-8', PAGE],
    [`/${FOLDER}/index.html`, 'text/html; charset=utf-8', PAGE],
    [`/${FOLDER}/article.md`, 'text/markdown; charset=utf-8', '# 港口'],
    [`/${FOLDER}/article.json`, 'application/json', '{"title":"港口"}'],
    [`/${FOLDER}/manifest-sha256.txt`, 'text/plain; charset=utf-8', '00  index.html'],
    ['/catalog/2026-01.jsonl', 'application/x-ndjson; charset=utf-8', '{"title":"港口"}\n'],
    ['/pictures/ab/abcd/480.webp', 'image/webp', 'RIFF....WEBP'],
  ])('%s is %s', async (path, type, body) => {
    const answer = await site.ask(path);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe(type);
    expect(answer.body).toBe(body);
    expect(answer.headers['content-disposition']).toBeUndefined();
  });

  it.each([`/${FOLDER}`, '/outlets/www.news.example', '/articles/01'])(
    'the folder %s gets the slash that its relative links need',
    async (path) => {
      const { status, headers } = await site.ask(path);
      expect([status, headers.location]).toEqual([301, `${path}/`]);
    },
  );

  it.each([
    '/originals/ab/abcd.svg',
    '/originals/ab/abcd.html',
    '/%6friginals/ab/abcd.html',
    `/${FOLDER}/source.html.gz`,
    `/${FOLDER}/%73ource.html.gz`,
    `/${FOLDER}/versions/20260101000000-0123456789ab/source.html.gz`,
  ])('what came from elsewhere is only saved, never shown: %s', async (path) => {
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await site.ask(path, {}, { method });
      expect(status).toBe(200);
      expect(headers['content-disposition']).toBe('attachment');
      expect(headers['content-security-policy']).toBe('sandbox');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-encoding']).toBeUndefined();
    }
  });

  it('an original is there to be saved', async () => {
    const { status, body } = await site.ask('/originals/ab/abcd.html');
    expect([status, body]).toEqual([200, SCRIPT]);
  });

  it.each([
    '/.offprint',
    '/%2eoffprint',
    '/./.offprint',
    '/articles/../.offprint',
    '/articles/%2e%2e/.offprint',
    '/.tmp/1~host~x',
    `/${FOLDER}/.hidden`,
    '/..%2f..%2f..%2f..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/../../../../../etc/passwd',
    '/..\\..\\..\\etc\\passwd',
    '/..%5c..%5cetc%5cpasswd',
    '//etc/passwd',
    '/articles//etc/passwd',
    '/%00',
    '/index.html%00.md',
    '/%',
    '/%c0%ae%c0%ae/etc/passwd',
    '/nowhere',
  ])('%s is not there', async (path) => {
    const { status, body } = await site.ask(path);
    // The server's own parser refuses some of them before we see them.
    expect([400, 404]).toContain(status);
    expect(body).not.toMatch(/root:|offprint"|half-written|hidden/);
  });

  it('a link that leads out of it is not followed; one that stays inside is', async () => {
    const { archive } = site.config;
    await symlink('/etc/hostname', join(archive, 'out.txt'));
    await symlink('/etc', join(archive, 'outside'));
    await symlink(join(archive, 'index.html'), join(archive, 'inside.html'));
    await mkdir(join(archive, 'folder'));
    await symlink('/etc/hostname', join(archive, 'folder/index.html'));
    expect((await site.ask('/folder/')).status).toBe(404);
    expect((await site.ask('/out.txt')).status).toBe(404);
    expect((await site.ask('/outside/hostname')).status).toBe(404);
    expect((await site.ask('/inside.html')).status).toBe(200);
  });

  it('pages of the archive may run nothing, by the header too', async () => {
    const { headers } = await site.ask('/index.html');
    expect(headers['content-security-policy']).not.toMatch(/script-src|connect-src/);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
  });

  it('nothing can be written', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
      expect((await site.ask('/index.html', {}, { method, body: 'x' })).status).toBe(404);
    expect((await site.ask('/')).body).toBe(PAGE);
  });

  it('pictures may be kept for ever, since their name is their content; pages are asked for anew', async () => {
    const picture = await site.ask('/pictures/ab/abcd/480.webp');
    expect(picture.headers['cache-control']).toMatch(/immutable/);
    expect((await site.ask('/')).headers['cache-control']).toBe('no-cache');
  });

  it('a part of a file can be asked for', async () => {
    const { status, body } = await site.ask('/originals/ab/abcd.html', { range: 'bytes=0-7' });
    expect([status, body]).toEqual([206, '<script>']);
  });
});
