import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { offprint } from '../helpers/offprint.ts';
import { serve } from '../helpers/web-server.ts';
import { type Started, start } from './started.ts';

describe('offprint start', () => {
  const open: Started[] = [];
  const started = async (env?: Record<string, string>) => {
    const one = await start(env);
    open.push(one);
    return one;
  };
  afterEach(async () => {
    for (const one of open.splice(0)) await one.clear();
  });

  it('says where inbox, archive and dashboard are, and they are there', async () => {
    const one = await started();
    expect(one.said()).toContain(join(one.home, 'inbox'));
    expect(one.said()).toContain(join(one.home, 'archive'));
    expect(existsSync(join(one.home, 'inbox'))).toBe(true);
    // Its worker takes a moment to be at work.
    const isReady = async () => (await fetch(new URL('/readyz', one.archive))).status;
    await expect.poll(isReady, { timeout: 10_000 }).toBe(200);
    const link = await fetch(one.dashboard, { redirect: 'manual' });
    expect(link.status).toBe(303);
    expect((await stat(join(one.home, 'state', 'token'))).mode & 0o077).toBe(0);
  });

  it('does not show a token that somebody has chosen', async () => {
    const own = 'a-secret-of-ones-own';
    const one = await started({ OFFPRINT_TOKEN: own });
    expect(one.said()).not.toContain(own);
    expect(one.said()).toMatch(/Dashboard: .*\/login {2}\(with your OFFPRINT_TOKEN\)/);
    expect((await fetch(one.dashboard, { redirect: 'manual' })).status).toBe(303);
  });

  it('says that the archive is empty until there is something in it', async () => {
    const one = await started();
    const page = await fetch(one.archive);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/The archive is still empty|<!DOCTYPE html>/);
  });

  it('ends cleanly at the first Ctrl-C, and leaves no process behind', async () => {
    const one = await started();
    expect(one.processes().length).toBeGreaterThan(1);
    one.signal('SIGINT');
    expect(await one.ended).toEqual({ code: 130, signal: null });
    expect(one.said()).toMatch(/what is under way goes on next time/);
    await expect.poll(one.processes).toEqual([]);
  });

  it('ends as cleanly at SIGTERM, which goes to one process only', async () => {
    const one = await started();
    const [main] = one.processes();
    expect(main).toMatch(/offprint\.mjs start/);
    one.signalMain('SIGTERM');
    expect(await one.ended).toEqual({ code: 0, signal: null });
    await expect.poll(one.processes).toEqual([]);
  });

  it('ends at once at the second Ctrl-C, with 130', async () => {
    const one = await started();
    one.signal('SIGINT');
    await one.saying('Press Ctrl-C again');
    one.signal('SIGINT');
    expect(await one.ended).toEqual({ code: 130, signal: null });
    // The queue store is left to itself: it has written down all it was told, and the next start takes it over.
    const others = () => one.processes().filter((line) => !/(redis|valkey)-server/.test(line));
    await expect.poll(others).toEqual([]);
  });

  it.each(['0.0.0.0', '::', '192.168.1.4'])(
    'lets nobody in at %s without a token',
    async (host) => {
      const { code, stderr } = await offprint(['start'], {
        OFFPRINT_HOST: host,
        OFFPRINT_PORT: '0',
      });
      expect(code).toBe(2);
      expect(stderr).toBe(
        `OFFPRINT_HOST=${host} would let other machines in. Set OFFPRINT_TOKEN to a secret of your own first.\n`,
      );
    },
  );

  it('lets others in with a token', async () => {
    const token = 'a secret of our own';
    const one = await started({
      OFFPRINT_HOST: '0.0.0.0',
      OFFPRINT_TOKEN: token.replaceAll(' ', '-'),
    });
    const queues = new URL('/queues/api/queues', one.archive);
    expect((await fetch(queues)).status).toBe(401);
    const headers = { authorization: `Bearer ${token.replaceAll(' ', '-')}` };
    expect((await fetch(queues, { headers })).status).toBe(200);
  });

  it('says what to do when its port is taken, and ends all that it had begun', async () => {
    const other = await serve((_, response) => response.end());
    await expect(start({ OFFPRINT_PORT: String(other.port) })).rejects.toMatchObject({
      message: expect.stringContaining('left 0 processes behind'),
      cause: { message: expect.stringContaining('Choose another with OFFPRINT_PORT') },
    });
  });

  it('refuses to be started twice for one home, and names the process that runs', async () => {
    const one = await started();
    const second = await offprint(['start', '--home', one.home], { OFFPRINT_PORT: '0' });
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(/runs already for .* \(process \d+\)/);
    expect((await fetch(new URL('/healthz', one.archive))).status).toBe(200);
  });
});
