/** What somebody might try against the pages behind the token, and that nothing of it works. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Limits } from '../../web/limits.ts';
import { receiptOf } from './receipts.ts';
import { type Answer, openSite, type Site, TOKEN } from './site.ts';

const bearer = { authorization: `Bearer ${TOKEN}` };
const json = { 'content-type': 'application/json' };
const retry = { method: 'POST', body: '{"all":true}' };

/** Everything that changes something. */
const CHANGES = ['/api/inbox', '/api/retry', '/api/queues/parse/pause', '/api/queues/parse/resume'];

describe('the pages behind the token', () => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite({ 'index.html': '<!DOCTYPE html><title>文库</title>' });
    await site.intake.book.put(receiptOf({ file: '机密.pdf', code: 'E_NOT_HTML' }));
  });
  afterAll(async () => {
    await site.close();
  });

  it.each([
    '/dashboard',
    '/dashboard/',
    '/dashboard?q=a',
    '/dashboard/live',
    '/dashboard/articles/x',
    '/dashboard/assets/../live',
    '/dashboard/assets/%2e%2e/live',
    '/dashboard/assets/%2e%2e%2flive',
    '/dashboard/assets/..%5c..%5croutes.ts',
    '//dashboard',
    '/%64ashboard',
    '/DASHBOARD',
    '/api',
    '/api/status',
    '/api/overview',
    '/api/search?q=a',
    '/api/articles/x',
    '/api/openapi.json',
    '/%61pi/status',
  ])('%s says nothing to strangers', async (path) => {
    for (const headers of [{}, { accept: 'text/html' }, { cookie: 'offprint-x=y' }]) {
      const { status, body } = await site.ask(path, headers as Record<string, string>);
      expect([401, 404]).toContain(status);
      expect(body).not.toMatch(/机密|accepted|openapi"|export function/);
    }
  });

  it.each(CHANGES)('%s wants the token', async (path) => {
    expect((await site.ask(path, json, retry)).status).toBe(401);
  });

  it('a person without the token is asked for it, a program told its code', async () => {
    const page = await site.ask('/dashboard', {
      accept: 'text/html,*/*',
      'accept-language': 'zh-CN',
    });
    expect(page.status).toBe(401);
    expect(page.body).toMatch(/<form method="post" action="\/login">.*令牌/s);
    const problem = JSON.parse((await site.ask('/api/status')).body);
    expect(problem).toMatchObject({ status: 401, code: 'E_TOKEN', type: 'urn:offprint:E_TOKEN' });
  });

  it.each([
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example' },
    { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    // A browser that says nothing of where it is.
    {},
  ] as Record<string, string>[])(
    'a cookie is not enough to change something: %o',
    async (headers) => {
      const cookie = await site.logIn();
      for (const path of CHANGES) {
        for (const type of [
          'application/json',
          'text/plain',
          'application/x-www-form-urlencoded',
        ]) {
          const sent = { ...headers, cookie, 'content-type': type };
          const answer = await site.ask(path, sent, retry);
          expect([answer.status, JSON.parse(answer.body).code]).toEqual([403, 'E_OTHER_SITE']);
        }
      }
      expect(await site.queues.producer.queue('parse').isPaused()).toBe(false);
    },
  );

  it('a page of ours may', async () => {
    const cookie = await site.logIn();
    const origin = `http://${site.address}`;
    for (const headers of [{ origin }, { origin, 'sec-fetch-site': 'same-origin' }]) {
      const answer = await site.ask('/api/retry', { ...headers, ...json, cookie }, retry);
      expect(answer.status).toBe(200);
    }
  });

  it('the log-in form gives the cookie to whoever has the token, and only from our own page', async () => {
    const sent = { method: 'POST', body: `token=${encodeURIComponent(TOKEN)}` };
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const ours = { ...type, origin: `http://${site.address}`, 'sec-fetch-site': 'same-origin' };
    const { status, headers } = await site.ask('/login', ours, sent);
    expect([status, headers.location]).toEqual([303, '/dashboard']);
    expect(headers['set-cookie']?.[0]).toMatch(/; HttpOnly.*; SameSite=Strict/);
    // Logging somebody in elsewhere, so that he works on another archive than he thinks.
    const evil = { ...type, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await site.ask('/login', evil, sent)).status).toBe(403);
  });

  it('what the dashboard shows of others is text: names cannot bring markup', async () => {
    const hostile = '"><img src=x onerror=alert(1)><script>alert(2)</script>\u202e';
    await site.intake.book.put(receiptOf({ file: `${hostile}.md`, title: hostile }));
    await site.intake.book.put(receiptOf({ file: `${hostile}.pdf`, code: 'E_NOT_HTML' }));
    const pages = await Promise.all(
      ['/dashboard', `/dashboard?q=${encodeURIComponent(hostile)}`, '/dashboard?q=onerror'].map(
        (path) => site.ask(path, bearer),
      ),
    );
    for (const { status, body } of pages) {
      expect(status).toBe(200);
      expect(body).not.toMatch(/<img src=x|<script>alert/);
    }
    expect(pages[0]?.body).toContain('&lt;script&gt;');
  });

  it('no script runs but ours, and nothing is kept by caches', async () => {
    const page = await site.ask('/dashboard', bearer);
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self'/);
    expect(page.headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
    expect(page.body.match(/<script/g)).toHaveLength(1);
    for (const path of ['/dashboard', '/api/status', '/dashboard/articles/x']) {
      expect((await site.ask(path, bearer)).headers['cache-control']).toBe('no-store');
    }
  });

  it('an error says nothing of the inside', async () => {
    const { state } = site.ledger;
    const { read } = state;
    const ref = receiptOf({ file: '路上.md', open: true });
    await site.intake.book.put(ref);
    state.read = () => Promise.reject(new Error('secret path /srv/x'));
    const answer = await site.ask(`/api/articles/${ref.receipt}`, bearer);
    state.read = read;
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.body).code).toBe('E_INTERNAL');
    expect(answer.body).not.toMatch(/secret|srv|at .*\.ts/);
  });
});

describe('whoever guesses', () => {
  /** A site where time stands still until the test lets a turn pass. */
  async function openPatient() {
    const waiting: (() => void)[] = [];
    const wait = () => new Promise<void>((resolve) => waiting.push(resolve));
    const site = await openSite({}, {}, new Limits(wait));
    const turn = async () => {
      await expect.poll(() => waiting.length).toBe(1);
      waiting.shift()?.();
    };
    const guess = (n: number) => site.ask('/api/status', { authorization: `Bearer guess${n}` });
    const guesses: Answer[] = [];
    for (let n = 0; n < 5; n += 1) {
      const isLink = n % 2 === 0;
      guesses.push(await (isLink ? site.ask(`/login?token=guess${n}`) : guess(n)));
    }
    return { site, guess, guesses, turn, waiting };
  }

  it('is heard once a second after five wrong tokens a minute; whoever has a cookie need not wait', async () => {
    const { site, guess, guesses, turn, waiting } = await openPatient();
    expect(guesses.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    const sixth = guess(6);
    const seventh = guess(7);
    await turn();
    // Together they come, and yet one after the other they are heard.
    await turn();
    for (const answer of await Promise.all([sixth, seventh])) {
      expect(answer.status).toBe(429);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    const link = site.ask(`/login?token=${encodeURIComponent(TOKEN)}`);
    await turn();
    const cookie = (await link).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    expect((await site.ask('/api/status', { cookie })).status).toBe(200);
    expect(waiting).toEqual([]);
    await site.close();
  });

  it('does not keep out whoever has the right token: by link, by form, by Bearer', async () => {
    const { site, turn } = await openPatient();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const token = encodeURIComponent(TOKEN);
    const answers = [];
    for (const ask of [
      () => site.ask(`/login?token=${token}`),
      () => site.ask('/login', form, { method: 'POST', body: `token=${token}` }),
      () => site.ask('/api/status', bearer),
    ]) {
      const answer = ask();
      await turn();
      answers.push((await answer).status);
    }
    expect(answers).toEqual([303, 303, 200]);
    await site.close();
  });

  it('learns nothing at once: neither by the name of another host, nor by many tokens together', async () => {
    const { site, guess, turn, waiting } = await openPatient();
    const host = { host: 'evil.example' };
    const wrong = site.ask('/', { ...host, authorization: 'Bearer guess at a name' });
    await turn();
    expect((await wrong).status).toBe(421);
    const right = site.ask('/healthz', { ...host, ...bearer });
    await turn();
    expect((await right).status).toBe(200);
    // What is known to be wrong need not be looked at again.
    expect((await guess(1)).status).toBe(429);
    let refused = 0;
    const many = Array.from({ length: 40 }, async (_, n) => {
      const answer = await guess(100 + n);
      refused += 1;
      return answer;
    });
    await expect.poll(() => refused).toBe(10);
    for (let n = 0; n < 30; n += 1) await turn();
    expect((await Promise.all(many)).every(({ status }) => status === 429)).toBe(true);
    expect(waiting).toEqual([]);
    await site.close();
  });

  it('is not taken for a guesser who sends the same old token again and again', async () => {
    const site = await openSite({});
    const old = { authorization: 'Bearer the token of last year' };
    for (let turn = 0; turn < 20; turn += 1) {
      expect((await site.ask('/api/status', old)).status).toBe(401);
    }
    expect((await site.ask('/api/status', bearer)).status).toBe(200);
    await site.close();
  });

  it('cannot flood what changes something', async () => {
    const site = await openSite({});
    const statuses = new Set<number>();
    for (let turn = 0; turn < 605; turn += 1) {
      const { status } = await site.ask('/api/retry', { ...bearer, ...json }, retry);
      statuses.add(status);
    }
    expect([...statuses]).toEqual([200, 429]);
    expect((await site.ask('/api/status', bearer)).status).toBe(200);
    await site.close();
  });
});

describe('an Offprint that is only to be looked at', () => {
  it('changes nothing, whoever asks, and offers nothing to change', async () => {
    const site = await openSite({}, { OFFPRINT_READ_ONLY: 'yes', OFFPRINT_QUEUES: 'change' });
    await site.intake.book.put(receiptOf({ file: '坏.pdf', code: 'E_NOT_HTML' }));
    for (const path of CHANGES) {
      const answer = await site.ask(path, { ...bearer, ...json }, retry);
      expect([answer.status, JSON.parse(answer.body).code]).toEqual([403, 'E_READ_ONLY']);
    }
    const put = { method: 'PUT', body: '{}' };
    const board = await site.ask(
      '/queues/api/queues/parse/clean/failed',
      { ...bearer, ...json },
      put,
    );
    expect(board.status).toBe(403);
    const { body } = await site.ask('/dashboard', bearer);
    expect(body).toContain('E_NOT_HTML');
    expect(body).not.toMatch(/data-post|id="drop"|<textarea/);
    await site.close();
  });
});

describe('queues that may be changed', () => {
  let site: Site;
  const put = (path: string) =>
    site.ask(`/queues/api/queues/${path}`, { ...bearer, ...json }, { method: 'PUT', body: '{}' });

  beforeAll(async () => {
    site = await openSite({}, { OFFPRINT_QUEUES: 'change' });
    const { producer } = site.queues;
    await producer.enqueue('parse', { receipt: `f${'0'.repeat(20)}`, generation: 0 }, 'a_b');
  });
  afterAll(async () => {
    await site.close();
  });

  it.each(['parse/clean/failed', 'parse/clean/completed', 'parse/retry/failed'])(
    'can be tidied: %s',
    async (path) => {
      expect((await put(path)).status).toBe(200);
    },
  );

  it.each([
    'parse/empty',
    'parse/obliterate',
    'parse/clean/wait',
    'parse/clean/active',
    'parse/clean/delayed',
    'parse/pause',
    'pause',
    'parse/promote',
    'parse/concurrency',
    'parse/rate-limit',
    'parse/parse_a_b_g0/clean',
    'parse/parse_a_b_g0/promote',
    'parse/../parse/empty',
    'parse/%65mpty',
  ])('but not emptied: %s', async (path) => {
    expect([404, 405]).toContain((await put(path)).status);
    expect(await site.queues.producer.queue('parse').count()).toBe(1);
  });
});
