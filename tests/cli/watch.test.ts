/** `offprint status --watch` as a pipe and as a terminal see it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pauseAfter } from '../../cli/watch.ts';
import { Receipts } from '../../queues/receipts.ts';
import { readConfig } from '../../shared/config.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { savedArticle } from '../helpers/articles.ts';
import { finished, offprint, spawnOffprint } from '../helpers/offprint.ts';

const program = fileURLToPath(new URL('../../cli/offprint.mjs', import.meta.url));

describe('offprint status --watch', () => {
  let root: string;
  let done: string;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'offprint-watch-'));
    done = join(root, 'done');
    await mkdir(join(root, 'given'));
    await writeFile(join(root, 'given/港口.md'), savedArticle());
    await writeFile(join(root, 'given/bad.html'), '%PDF-1.4 nothing for us');
    await offprint(['run', join(root, 'given'), '--home', done]);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  /** A copy of a home where all is settled, with one receipt opened again. */
  async function underWay(name: string) {
    const home = join(root, name);
    await cp(done, home, { recursive: true });
    const receipts = new Receipts(
      new DiskStorage(readConfig({ OFFPRINT_HOME: home }).config.state),
    );
    for await (const receipt of receipts.all()) {
      if (receipt.settled?.folder !== 'done') continue;
      const end = () => receipts.write(receipt);
      await receipts.write({ ...receipt, ends: {}, settled: null });
      return { home, end };
    }
    throw new Error('Nothing is done in this home.');
  }

  it('ends at once with 0 where all is settled', async () => {
    const ended = await offprint(['status', '--watch', '--home', done]);
    expect(ended).toMatchObject({ code: 0, stdout: '2 of 2 articles · 1 failed\n' });
  });

  it('gives a pipe a line for each change, until all is settled', async () => {
    const { home, end } = await underWay('changing');
    const child = spawnOffprint(['status', '--watch', '--home', home]);
    child.stdout?.once('data', () => void end());
    const ended = await finished(child);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toBe('1 of 2 articles · 1 failed\n2 of 2 articles · 1 failed\n');
    expect(ended.stderr).toContain('offprint start');
  });

  it('ends with 130 at Ctrl-C', async () => {
    const { home } = await underWay('interrupted');
    const child = spawnOffprint(['status', '--watch', '--home', home]);
    child.stdout?.once('data', () => child.kill('SIGINT'));
    expect(await finished(child)).toMatchObject({
      code: 130,
      stdout: '1 of 2 articles · 1 failed\n',
    });
  });

  it.each([
    [['--json'], /--json/],
    [['bad.html'], /counts/],
    [['--pictures'], /counts/],
  ])('is refused together with %j', async (more, sentence) => {
    const ended = await offprint(['status', '--watch', ...more, '--home', done]);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(sentence);
  });

  // util-linux and its `script` give a program a terminal.
  it.skipIf(process.platform !== 'linux')(
    'redraws in place on a terminal, then shows all',
    async () => {
      const { home, end } = await underWay('terminal');
      const command = `'${process.execPath}' '${program}' status --watch --home '${home}'`;
      const child = spawn('script', ['-qec', command, '/dev/null'], {
        env: { ...process.env, NO_COLOR: '1', OFFPRINT_RESCUE_SOURCES: '' },
      });
      let screen = '';
      child.stdout.on('data', (chunk: Buffer) => {
        screen += chunk;
        if (screen.includes('1 under way')) void end();
      });
      await once(child, 'close');
      const [before = '', ...drawn] = screen.split('\u001b[3A\u001b[0J');
      expect(before).toContain('1 of 2 articles');
      expect(drawn.length).toBeGreaterThan(0);
      expect(drawn.at(-1)).toMatch(
        /2 articles accepted: 1 published.*Failed +Code +What happened/s,
      );
      expect(drawn.at(-1)).toMatch(/ 1 {2}E_NOT_HTML .*bad\.html/);
    },
  );

  it('takes at most a fifth of one core', () => {
    expect(pauseAfter(10)).toBe(1_000);
    expect(pauseAfter(2_000) / (2_000 + pauseAfter(2_000))).toBeGreaterThanOrEqual(4 / 5);
  });
});
