import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  Added,
  Found,
  JourneyShape,
  OverviewShape,
  Paused,
  Retried,
  Status,
} from '../../web/api/shapes.ts';
import { Problem } from '../../web/problems.ts';
import { receiptOf } from './receipts.ts';
import { openSite, type Site, TOKEN } from './site.ts';

const bearer = { authorization: `Bearer ${TOKEN}` };
const json = { ...bearer, 'content-type': 'application/json' };

describe('the API', () => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite({}, { OFFPRINT_ALLOW_HOSTS: '127.0.0.1:4556' });
    const { book } = site.intake;
    await book.put(receiptOf({ file: '港口.md', title: '港口周一重新开放' }));
    await book.put(receiptOf({ file: '坏.pdf', code: 'E_NOT_HTML' }));
    await book.put(receiptOf({ file: '路上.md', open: true }));
  });
  afterAll(async () => {
    await site.close();
  });

  const get = (path: string) => site.ask(path, bearer);
  const post = (path: string, body: unknown) =>
    site.ask(path, json, { method: 'POST', body: JSON.stringify(body) });
  const upload = (parts: [string, string][], collection?: string, folders?: string[]) =>
    site.ask(...multipart(parts, collection, folders));
  const inbox = () => readdir(site.config.inbox, { recursive: true }).catch(() => []);

  it('describes itself in a valid OpenAPI document', async () => {
    const { body } = await get('/api/openapi.json');
    const checked = await new Validator().validate(JSON.parse(body));
    expect(checked.errors ?? []).toEqual([]);
    expect(checked.valid).toBe(true);
    expect(Object.keys(JSON.parse(body).paths)).toEqual([
      '/api/status',
      '/api/overview',
      '/api/search',
      '/api/articles/{name}',
      '/api/inbox',
      '/api/retry',
      '/api/queues/{name}/pause',
      '/api/queues/{name}/resume',
      '/api/openapi.json',
      '/dashboard/live',
    ]);
  });

  it('gives the counts of all receipts', async () => {
    const status = read(Status, await get('/api/status'));
    expect(status).toMatchObject({ accepted: 3, published: 1, failed: 1, inFlight: 1 });
    expect(status.articles).toBeUndefined();
    const { articles } = read(Status, await get('/api/status?articles=1'));
    expect(articles).toMatchObject([{ file: '港口.md', title: '港口周一重新开放' }]);
  });

  it('gives the journey of an article by id, address, file and receipt', async () => {
    const [{ receipt, end } = { receipt: '', end: null }] = site.intake.book
      .all()
      .map((one) => ({ receipt: one.receipt, end: one.ends[''] }));
    for (const name of [end?.id, end?.url, '港口.md', receipt]) {
      const { status, body } = await get(`/api/articles/${encodeURIComponent(name ?? '')}`);
      expect(status).toBe(200);
      expect(JourneyShape.array().parse(JSON.parse(body))).toMatchObject([
        { file: '港口.md', title: '港口周一重新开放', end: { outcome: 'published' } },
      ]);
    }
    const [underWay] = JSON.parse(
      (await get(`/api/articles/${encodeURIComponent('路上.md')}`)).body,
    );
    expect(underWay).toMatchObject({ end: null, steps: [] });
  });

  it('says what it does not know', async () => {
    for (const path of ['/api/articles/nothing', '/api/nothing', '/api/']) {
      expect(refused(await get(path))).toMatchObject({ status: 404, code: 'E_UNKNOWN' });
    }
  });

  it.each([
    ['POST', '/api/status', 'GET'],
    ['POST', '/api/articles/x', 'GET'],
    ['GET', '/api/queues/parse/pause', 'POST'],
    ['GET', '/api/inbox', 'POST'],
  ])('says by which method %s %s can be asked', async (method, path, allowed) => {
    const sent = method === 'POST' ? { method, body: '{}' } : { method };
    const answer = await site.ask(path, json, sent);
    expect(refused(answer)).toMatchObject({ status: 405, code: 'E_METHOD' });
    expect(answer.headers.allow).toBe(allowed);
  });

  it('finds articles by a part of their title, whatever the width of the letters', async () => {
    for (const text of ['周一', '港口', 'ＭＤ']) {
      const { found } = read(Found, await get(`/api/search?q=${encodeURIComponent(text)}`));
      expect(found.map(({ file }) => file)).toContain('港口.md');
    }
    expect(read(Found, await get('/api/search?q=')).found).toEqual([]);
  });

  it('gives what the dashboard shows', async () => {
    const overview = read(OverviewShape, await get('/api/overview'));
    expect(overview.failures).toMatchObject([{ code: 'E_NOT_HTML', count: 1 }]);
    expect(overview.queues?.map(({ name }) => name)).toContain('publish');
  });

  it('takes addresses into the inbox, and refuses a list with a bad one whole', async () => {
    const added = read(
      Added,
      await post('/api/inbox', { url: 'https://news.example/a?b=港' }),
      202,
    );
    const [file = ''] = added.files;
    expect(await readFile(join(site.config.inbox, file), 'utf8')).toContain(
      'URL=https://news.example/a?b=%E6%B8%AF',
    );
    const before = await inbox();
    const urls = [
      'https://news.example/c',
      'ftp://news.example/d',
      'http://me:secret@news.example/',
    ];
    const problem = refused(await post('/api/inbox', { urls }));
    expect(problem.status).toBe(422);
    expect(problem.code).toBe('E_ADDRESSES');
    expect(problem.errors?.map(({ at, code }) => [at, code])).toEqual([
      [1, 'E_URL_SCHEME'],
      [2, 'E_URL_CREDENTIALS'],
    ]);
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(await inbox()).toEqual(before);
  });

  it.each([
    ['file:///etc/passwd', 'E_URL_SCHEME'],
    ['javascript:alert(1)', 'E_URL_SCHEME'],
    ['http://127.0.0.1/', 'E_URL_PRIVATE'],
    ['http://[::1]/', 'E_URL_PRIVATE'],
    ['http://2130706433/', 'E_URL_PRIVATE'],
    ['http://169.254.169.254/latest/meta-data', 'E_URL_PRIVATE'],
    ['http://news.example:22/', 'E_URL_PORT'],
    ['http://user:pass@news.example/', 'E_URL_CREDENTIALS'],
    ['not an address', 'E_URL_INVALID'],
  ])('refuses %s with %s (rows 55, 56, 59)', async (url, code) => {
    expect(refused(await post('/api/inbox', { url }))).toMatchObject({ status: 422, code });
  });

  it('a list whose addresses are all wrong in one way is refused for that', async () => {
    const problem = refused(await post('/api/inbox', { urls: ['javascript:a()', 'ftp://x/'] }));
    expect(problem).toMatchObject({ code: 'E_URL_SCHEME', status: 422 });
    expect(problem.title).toBe('Only http and https addresses are fetched.');
  });

  it.each([
    ['news.example/story', 'https://news.example/story'],
    ['news.example:8080/故事?a=b', 'https://news.example:8080/故事?a=b'],
    ['//www.news.example', 'https://www.news.example'],
  ])('asks whether %s was meant as %s', async (url, meant) => {
    const problem = refused(await post('/api/inbox', { url }));
    expect(problem.code).toBe('E_URL_INVALID');
    expect(problem.detail).toContain(`Did you mean ${meant} ?`);
  });

  it.each(['10.0.0.1/story', 'not', 'a.b:c', 'mailto:me@news.example'])(
    'does not guess where the guess would be wrong too: %s',
    async (url) => {
      expect(refused(await post('/api/inbox', { url })).detail).not.toMatch(/Did you mean/);
    },
  );

  it('an address with a space in it is not one', async () => {
    const url = 'https://news.example/a https://news.example/b';
    expect(refused(await post('/api/inbox', { urls: [url] }))).toMatchObject({
      code: 'E_URL_INVALID',
      errors: [{ at: 0, value: url, message: expect.stringContaining('There is a space in it') }],
    });
  });

  it('says how many addresses it takes at a time, and which fields there are', async () => {
    const urls = Array(101).fill('https://news.example/');
    expect(refused(await post('/api/inbox', { urls })).detail).toMatch(
      /^urls: At most 100 addresses/,
    );
    for (const body of [{}, [], { uri: 'x' }, { url: 'x', urls: [] }, 'x']) {
      expect(refused(await post('/api/inbox', body)).detail).toBe(
        'Expected is an object with one of these fields: url, urls',
      );
    }
    expect(refused(await post('/api/retry', { ids: [] })).detail).toMatch(/^ids: /);
    expect(refused(await post('/api/retry', {})).detail).toMatch(/all, code, ids$/);
  });

  it('refuses in the language of whoever reads', async () => {
    const chinese = { ...json, 'accept-language': 'zh-CN' };
    const sent = { method: 'POST', body: JSON.stringify({ url: 'news.example' }) };
    const problem = refused(await site.ask('/api/inbox', chinese, sent));
    expect(problem.title).toBe('这不是有效的网址。');
    expect(problem.detail).toMatch(/是否指 https:\/\/news\.example/);
  });

  it('takes an address that the settings vouch for', async () => {
    read(Added, await post('/api/inbox', { url: 'http://127.0.0.1:4556/story' }), 202);
  });

  it('takes files, with their names and collection, whole', async () => {
    const answer = await upload(
      [
        ['报道 一.md', '# 一'],
        ['two.html', '<p>two'],
      ],
      '专题/七月',
    );
    const { files } = read(Added, answer, 202);
    expect(files).toEqual(['专题/七月/报道 一.md', '专题/七月/two.html']);
    expect(await readFile(join(site.config.inbox, '专题/七月/报道 一.md'), 'utf8')).toBe('# 一');
  });

  it.each(['../../etc/passwd', '..\\..\\boot.ini', '/etc/passwd', 'a/b/c.html'])(
    'an uploaded name leads nowhere else: %s',
    async (name) => {
      const { files } = read(Added, await upload([[name, 'x']]), 202);
      expect(files).toHaveLength(1);
      expect(files[0]).not.toMatch(/[/\\]/);
      expect(await inbox()).toContain(files[0]);
    },
  );

  it('takes what it can of a folder, and names what it leaves', async () => {
    const names = ['.DS_Store', 'Thumbs.db', 'desktop.ini', 'half.part', '~lock'];
    const answer = await upload([
      ['good.md', '# x'],
      ...names.map((name) => [name, 'x'] as [string, string]),
      ['better.md', '# y'],
    ]);
    const { added, files, skipped } = read(Added, answer, 202);
    expect([added, files]).toEqual([2, ['good.md', 'better.md']]);
    expect(skipped.map(({ value, code }) => [value, code])).toEqual(
      names.map((name) => [name, 'E_NAME']),
    );
    expect(await inbox()).not.toContain('.DS_Store');
  });

  it.each([
    ['.htaccess', /begin with \. or ~/],
    ['..', /way to another folder/],
    ['~lock', /begin with \. or ~/],
    ['half.part', /still being written/],
    ['x.reason.json', /why something failed/],
    ['Thumbs.db', /Other programs leave/],
    ['.DS_Store', /Other programs leave/],
    ['bell\u0007.md', /control character/],
    [`${'长'.repeat(90)}.md`, /longer than the 255 bytes/],
  ])('says why nothing at all can be taken: %j', async (name, why) => {
    const before = await inbox();
    const problem = refused(await upload([[name, 'x']]));
    expect(problem).toMatchObject({ status: 422, code: 'E_NAME', errors: [{ code: 'E_NAME' }] });
    expect(problem.detail).toMatch(why);
    expect(problem.next).toBe(problem.errors?.[0]?.next);
    expect(await inbox()).toEqual(before);
  });

  it('a line break in a name is taken, as in the folder (row 13)', async () => {
    const { files } = read(Added, await upload([['two%0Alines.md', '# x']]), 202);
    expect(files).toEqual(['two\nlines.md']);
    expect(await inbox()).toContain('two\nlines.md');
  });

  it('takes a page and its folder of pictures in one request, each file in a folder of its own', async () => {
    const answer = await upload(
      [
        ['story.html', '<p>x'],
        ['a.png', 'x'],
        ['frame.html', '<p>frame'],
        ['.DS_Store', 'x'],
      ],
      '七月',
      ['', 'story_files', 'story_files/deep', 'story_files'],
    );
    const { files, skipped } = read(Added, answer, 202);
    expect(files).toEqual([
      '七月/story.html',
      '七月/story_files/a.png',
      '七月/story_files/deep/frame.html',
    ]);
    expect(skipped).toMatchObject([{ value: 'story_files/.DS_Store' }]);
  });

  it('a folder of a file leads nowhere else, and there is one for each or none', async () => {
    for (const folder of ['..', '../x', '/etc', 'a/../../b', 'a\\b', '.git']) {
      const before = await inbox();
      expect(refused(await upload([['a.md', 'x']], '', [folder])).code).toBe('E_NAME');
      expect(await inbox()).toEqual(before);
    }
    const two: [string, string][] = [
      ['a.md', 'x'],
      ['b.md', 'y'],
    ];
    expect(refused(await upload(two, '', ['x']))).toMatchObject({ code: 'E_BODY' });
  });

  it.each(['..', '../x', 'a//b', '/a', '.add', 'a/.hidden', 'a\\b', 'a\0b', 'a/'.repeat(20)])(
    'a collection that leads elsewhere is refused: %j',
    async (collection) => {
      const problem = refused(await upload([['good.md', '# x']], collection));
      expect(problem.code).toBe('E_NAME');
      expect(problem.detail).toMatch(/^The collection is no folder below the inbox\. [A-Z].+\.$/);
    },
  );

  it.each([
    ['{"url":', 'application/json', 400, 'E_BODY'],
    ['{"uri":"https://news.example/"}', 'application/json', 400, 'E_BODY'],
    ['[]', 'application/json', 400, 'E_BODY'],
    [
      JSON.stringify({ urls: Array(101).fill('https://news.example/') }),
      'application/json',
      400,
      'E_BODY',
    ],
    ['url=https://news.example/', 'application/x-www-form-urlencoded', 415, 'E_BODY_TYPE'],
    ['https://news.example/', 'text/plain', 415, 'E_BODY_TYPE'],
    ['no parts', 'multipart/form-data; boundary=x', 400, 'E_BODY'],
  ])('refuses %s as %s (row 64)', async (body, type, status, code) => {
    const headers = { ...bearer, 'content-type': type };
    const answer = await site.ask('/api/inbox', headers, { method: 'POST', body });
    expect(refused(answer)).toMatchObject({ status, code });
  });

  it('refuses what is too large before it has come (row 64)', async () => {
    const headers = { ...json, 'content-length': '5000000000' };
    const answer = await site.ask('/api/inbox', headers, { method: 'POST', body: '{' });
    expect(refused(answer)).toMatchObject({ status: 413, code: 'E_BODY_SIZE' });
    const large = { method: 'POST', body: JSON.stringify({ ids: ['x'.repeat(2_000_000)] }) };
    expect(refused(await site.ask('/api/retry', json, large))).toMatchObject({
      code: 'E_BODY_SIZE',
    });
  });

  it('takes nothing while the disk is full', async () => {
    site.intake.paused = { reason: 'space', message: 'Only 3 MB are free.' };
    const answer = await post('/api/inbox', { url: 'https://news.example/' });
    site.intake.paused = null;
    expect(refused(answer)).toMatchObject({
      status: 507,
      code: 'E_STORAGE',
      detail: 'Only 3 MB are free.',
    });
  });

  it('tries failed files again by code and by name', async () => {
    for (const wish of [{ code: 'E_NOT_HTML' }, { ids: ['坏.pdf'] }, { all: true }]) {
      const again = read(Retried, await post('/api/retry', wish));
      // Its file is not there in this test: what matters is that it was meant.
      expect(again.retried).toBe(0);
    }
    expect(read(Retried, await post('/api/retry', { ids: ['坏.pdf'] })).message).toMatch(
      /being tried again already, or was moved away/,
    );
    for (const [wish, code, next] of [
      [{ code: 'E_DNS' }, 'E_NO_SUCH_CODE', /which codes there are/],
      [{ ids: ['港口.md'] }, 'E_NOT_FAILED', /replay/],
      [{ ids: ['nothing'] }, 'E_UNKNOWN', /id of an article/],
    ] as const) {
      const problem = refused(await post('/api/retry', wish));
      expect(problem.code).toBe(code);
      expect(problem.next).toMatch(next);
    }
    for (const wish of [{}, { all: false }, { ids: [] }, { all: true, code: 'E_DNS' }]) {
      expect(refused(await post('/api/retry', wish)).code).toBe('E_BODY');
    }
  });

  it('says that something is under way already, which is no mistake', async () => {
    const { retried, message } = read(Retried, await post('/api/retry', { ids: ['路上.md'] }));
    expect([retried, message]).toEqual([
      0,
      'This is under way already; there is nothing to try again yet.',
    ]);
  });

  it('holds a stage for all workers, and lets it go on', async () => {
    const queue = site.queues.producer.queue('parse');
    expect(read(Paused, await post('/api/queues/parse/pause', {})).paused).toBe(true);
    expect(await queue.isPaused()).toBe(true);
    expect(read(Paused, await post('/api/queues/parse/resume', {})).paused).toBe(false);
    expect(await queue.isPaused()).toBe(false);
    expect(refused(await post('/api/queues/nothing/pause', {})).code).toBe('E_UNKNOWN');
  });
});

function read<T>(shape: z.ZodType<T>, answer: { status: number; body: string }, status = 200): T {
  expect(answer.status, answer.body).toBe(status);
  return shape.parse(JSON.parse(answer.body));
}

function refused(answer: {
  headers: Record<string, unknown>;
  body: string;
  status: number;
}): Problem {
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const problem = Problem.parse(JSON.parse(answer.body));
  expect(problem.status).toBe(answer.status);
  expect(problem.type).toBe(`urn:offprint:${problem.code}`);
  return problem;
}

/** As curl -F sends it: names go as they are. */
function multipart(parts: [string, string][], collection?: string, folders: string[] = []) {
  const field = (head: string, content: string) =>
    `--xyz\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
  const body = [
    ...(collection === undefined ? [] : [field('name="collection"', collection)]),
    ...folders.map((folder) => field('name="folder"', folder)),
    ...parts.map(([name, content]) => field(`name="file"; filename="${name}"`, content)),
    '--xyz--\r\n',
  ].join('');
  const headers = { ...bearer, 'content-type': 'multipart/form-data; boundary=xyz' };
  return ['/api/inbox', headers, { method: 'POST', body }] as const;
}
