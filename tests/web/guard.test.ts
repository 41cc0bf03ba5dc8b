import { hostname } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSite, type Site, TOKEN } from './site.ts';

const bearer = { authorization: `Bearer ${TOKEN}` };
const json = { 'content-type': 'application/json' };

describe('who may ask for what', () => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite({ 'index.html': '<!DOCTYPE html><title>文库</title>' });
    await site.queues.producer.enqueue(
      'parse',
      { receipt: `f${'0'.repeat(20)}`, generation: 0 },
      'a_b',
    );
  });
  afterAll(async () => {
    await site.close();
  });

  it.each(['/', '/healthz', '/readyz'])('%s is for everybody', async (path) => {
    expect((await site.ask(path)).status).toBe(200);
  });

  it.each([
    '/queues',
    '/queues/',
    '/queues/queue/parse',
    '/queues/api/queues',
    '/queues/api/redis/stats',
    '//queues/api/queues',
    '/%71ueues/api/queues',
  ])('%s shows nothing without the token', async (path) => {
    const { status, body } = await site.ask(path);
    expect([401, 404]).toContain(status);
    expect(body).not.toMatch(/bull|redis_version|waiting/i);
  });

  it('the queues want the token, and say where it is', async () => {
    const { status, body } = await site.ask('/queues/api/queues');
    expect(status).toBe(401);
    expect(body).toMatch(/link that offprint start prints/);
  });

  it('the token opens the queues', async () => {
    const { status, body } = await site.ask('/queues/api/queues', bearer);
    expect(status).toBe(200);
    expect(JSON.parse(body).queues.map(({ name }: { name: string }) => name)).toContain('parse');
  });

  it('the login link gives a cookie that scripts cannot read and other sites cannot send', async () => {
    const { status, headers } = await site.ask(`/login?token=${encodeURIComponent(TOKEN)}`);
    expect(status).toBe(303);
    expect(headers.location).toBe('/dashboard');
    const [cookie = ''] = headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Strict/);
    expect(decodeURIComponent(cookie)).not.toContain(TOKEN);
    const seen = await site.ask('/queues/api/queues', { cookie: await site.logIn() });
    expect(seen.status).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:4100',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'another-machine',
  ])('a name that was made to point here is refused: Host "%s"', async (host) => {
    for (const path of ['/', '/healthz', '/queues/api/queues']) {
      expect((await site.ask(path, { host })).status).toBe(421);
      // A page that was made to look like ours can send what it likes, but does not know the token.
      const guess = { host, authorization: 'Bearer guess' };
      expect((await site.ask(path, guess)).status).toBe(421);
      const cookie = await site.logIn();
      expect((await site.ask(path, { host, cookie })).status).toBe(421);
    }
  });

  it('a program that sends the token may call it what it likes, as containers do', async () => {
    expect((await site.ask('/queues/api/queues', { ...bearer, host: 'app:4100' })).status).toBe(
      200,
    );
  });

  it('names that the settings give are ours too', async () => {
    const named = await openSite({}, { OFFPRINT_NAMES: 'Archive.example.org app' });
    for (const host of ['archive.example.org', 'app:4100']) {
      expect((await named.ask('/healthz', { host })).status).toBe(200);
    }
    expect((await named.ask('/healthz', { host: 'evil.example.org' })).status).toBe(421);
    await named.close();
  });

  it.each(['localhost', 'LOCALHOST:4100', '127.0.0.1:9', '[::1]:4100', '192.168.1.4', hostname()])(
    'this machine is known as %s',
    async (host) => {
      expect((await site.ask('/healthz', { host })).status).toBe(200);
    },
  );

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain' },
  ] as Record<string, string>[])('a page elsewhere cannot send anything: %o', async (headers) => {
    const cookie = await site.logIn();
    const path = '/queues/api/queues/parse/add';
    const sent = { method: 'POST', body: '{"name":"x","data":{}}' };
    expect((await site.ask(path, { ...headers, cookie }, sent)).status).toBe(403);
    expect(await waiting(site)).toBe(1);
  });

  it.each([
    ['POST', '/queues/api/queues/parse/add', 'text/plain'],
    ['POST', '/queues/api/queues/parse/add', 'application/json'],
    ['PUT', '/queues/api/queues/pause', 'application/json'],
    ['PUT', '/queues/api/queues/parse/pause', 'application/json'],
    ['PUT', '/queues/api/queues/parse/empty', 'application/json'],
    ['PUT', '/queues/api/queues/parse/obliterate', 'application/json'],
    ['PUT', '/queues/api/queues/parse/clean/completed', 'application/json'],
    ['PUT', '/queues/api/queues/parse/retry/failed', 'application/json'],
    ['PUT', '/queues/api/queues/parse/parse_a_b_g0/retry', 'application/json'],
    ['PUT', '/queues/api/queues/parse/parse_a_b_g0/clean', 'application/json'],
    ['PATCH', '/queues/api/queues/parse/parse_a_b_g0/update-data', 'application/json'],
    ['POST', '/queues/api/metrics/history/purge', 'application/json'],
    ['DELETE', '/queues/api/queues/parse', 'application/json'],
  ])(
    'even with the token the queues can only be looked at: %s %s (%s)',
    async (method, path, type) => {
      const headers = { ...bearer, 'content-type': type };
      const { status, body } = await site.ask(path, headers, {
        method,
        body: '{"name":"x","data":{}}',
      });
      expect(status).toBe(405);
      expect(body).toMatch(/offprint retry/);
      expect(await waiting(site)).toBe(1);
      expect(await site.queues.producer.queue('parse').isPaused()).toBe(false);
    },
  );

  it('readyz says in one sentence why it is not ready', async () => {
    site.why = 'The disk is nearly full.';
    const { status, body } = await site.ask('/readyz');
    site.why = null;
    expect([status, body]).toEqual([503, 'The disk is nearly full.\n']);
  });

  it('every answer, refusals too, keeps browsers from guessing, framing and loading from elsewhere', async () => {
    const answers = await Promise.all([
      site.ask('/'),
      site.ask('/nowhere'),
      site.ask('/', { host: 'evil.example' }),
      site.ask('/queues'),
      site.ask('/queues', bearer),
      site.ask('/queues/api/queues', bearer),
      site.ask('/queues/api/queues/pause', { ...bearer, ...json }, { method: 'PUT' }),
    ]);
    for (const { headers } of answers) {
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(headers['content-security-policy']).toMatch(
        /default-src 'none'.*frame-ancestors 'none'/,
      );
      expect(headers['content-security-policy']).not.toMatch(/https?:|\*/);
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('the page of the queues names no other host', async () => {
    const { body } = await site.ask('/queues', bearer);
    expect(body).toContain('<div id="root">');
    expect(body.match(/(href|src)="(https?:)?\/\/[^"]*"/g)).toBeNull();
  });
});

describe('a wrong token', () => {
  let site: Site;

  // Of its own for each: after five wrong ones nobody is heard for a minute.
  beforeEach(async () => {
    site = await openSite({});
    return () => site.close();
  });

  it.each(['', 'wrong', TOKEN.slice(1), `${TOKEN}!`])('Bearer "%s" is refused', async (token) => {
    const { status } = await site.ask('/queues/api/queues', { authorization: `Bearer ${token}` });
    expect(status).toBe(401);
  });

  it('a wrong login link gives no cookie', async () => {
    for (const path of ['/login?token=', '/login?token=wrong']) {
      const { status, headers } = await site.ask(path);
      expect(status).toBe(401);
      expect(headers['set-cookie']).toBeUndefined();
    }
  });

  it('a wrong Bearer is refused whatever the cookie says', async () => {
    const cookie = await site.logIn();
    const { status } = await site.ask('/queues', { authorization: 'Bearer no', cookie });
    expect(status).toBe(401);
  });
});

async function waiting({ queues }: Site): Promise<number> {
  return queues.producer.queue('parse').count();
}
