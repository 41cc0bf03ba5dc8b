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
  const upload = (parts: [name: string, content: string][], collection?: string) =>
    site.ask(...multipart(parts, collection));
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
    expect(
      refused(await site.ask('/api/status', json, { method: 'POST', body: '{}' })),
    ).toMatchObject({ status: 405, code: 'E_METHOD' });
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
    expect(problem.errors?.map(({ code }) => code)).toEqual(['E_URL_SCHEME', 'E_URL_CREDENTIALS']);
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

  it.each(['.htaccess', '..', '~lock', 'half.part', 'x.reason.json', 'Thumbs.db'])(
    'a name that the inbox would never take is refused: %s',
    async (name) => {
      const before = await inbox();
      expect(
        refused(
          await upload([
            ['good.md', '# x'],
            [name, 'x'],
          ]),
        ),
      ).toMatchObject({ code: 'E_NAME' });
      expect(await inbox()).toEqual(before);
    },
  );

  it.each(['..', '../x', 'a//b', '/a', '.add', 'a/.hidden', 'a\\b', 'a\0b'])(
    'a collection that leads elsewhere is refused: %j',
    async (collection) => {
      expect(refused(await upload([['good.md', '# x']], collection))).toMatchObject({
        code: 'E_NAME',
      });
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
    for (const wish of [{ code: 'E_DNS' }, { ids: ['港口.md'] }]) {
      expect(refused(await post('/api/retry', wish)).code).toBe('E_UNKNOWN');
    }
    for (const wish of [{}, { all: false }, { ids: [] }, { all: true, code: 'E_DNS' }]) {
      expect(refused(await post('/api/retry', wish)).code).toBe('E_BODY');
    }
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
function multipart(parts: [string, string][], collection?: string) {
  const field = (head: string, content: string) =>
    `--xyz\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
  const body = [
    ...(collection === undefined ? [] : [field('name="collection"', collection)]),
    ...parts.map(([name, content]) => field(`name="file"; filename="${name}"`, content)),
    '--xyz--\r\n',
  ].join('');
  const headers = { ...bearer, 'content-type': 'multipart/form-data; boundary=xyz' };
  return ['/api/inbox', headers, { method: 'POST', body }] as const;
}
