/** Every command of CONTRACT "Commands" keeps what it promises to people and scripts. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pMap from 'p-map';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { savedArticle } from '../helpers/articles.ts';
import { type Finished, offprint } from '../helpers/offprint.ts';

const program = fileURLToPath(new URL('../../cli/offprint.mjs', import.meta.url));

/** A second of a core each: a few at a time. */
const AT_ONCE = 3;
const COMMON = ['--help', '--version', '--json', '--quiet', '--home'];

/** As CONTRACT has them: what stands behind the name, and the options of its own. */
const contract: Record<string, { args?: string; options?: string[] }> = {
  start: {},
  run: { args: '[path...]', options: ['--articles'] },
  add: { args: '<path...>' },
  worker: { args: '[stage...]' },
  status: { args: '[article]', options: ['--articles', '--pictures', '--watch'] },
  retry: { args: '[id...]', options: ['--all', '--code'] },
  replay: { args: '[id...]', options: ['--from', '--outlet', '--since'] },
  verify: { options: ['--prune'] },
  remove: { args: '<id>', options: ['--reason'] },
  export: { args: '[id...]', options: ['--to', '--all', '--outlet', '--since'] },
  doctor: {},
  config: {},
  health: {},
  completion: { args: '<shell>' },
};

interface Case {
  name: string;
  args: string[];
  env?: Record<string, string>;
}

describe('the commands', () => {
  let root: string;
  let home: string;
  let given: string;
  /** The article that was published. */
  let id: string;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'offprint-contract-'));
    [home, given] = [join(root, 'home'), join(root, 'given')];
    await mkdir(given);
    await writeFile(join(given, '港口.md'), savedArticle());
    await writeFile(join(given, 'bad.html'), '%PDF-1.4 nothing for us');
    await writeFile(join(given, '.hidden.md'), savedArticle());
    await writeFile(join(given, 'half.part'), savedArticle());
    const run = await offprint(['run', given, '--json', '--articles', '--home', home]);
    id = JSON.parse(run.stdout).articles[0].id;
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  /** In no order: only for what leaves the home as it is. */
  const all = (cases: Case[]): Promise<(Case & { ended: Finished })[]> =>
    pMap(
      cases,
      async (one) => ({
        ...one,
        ended: await offprint(one.args, { OFFPRINT_HOME: home, OFFPRINT_PORT: '0', ...one.env }),
      }),
      { concurrency: AT_ONCE },
    );

  it('have help that names every option and shows an example', async () => {
    const cases = Object.keys(contract).map((name) => ({ name, args: [name, '--help'] }));
    for (const { name, ended } of await all(cases)) {
      const { args = '', options = [] } = contract[name] ?? {};
      expect(ended, name).toMatchObject({ code: 0, stderr: '' });
      expect(ended.stdout).toContain(`Usage: offprint ${name} [options]${args && ` ${args}`}\n`);
      for (const option of [...COMMON, ...options])
        expect(ended.stdout, name).toMatch(new RegExp(`^  .*${option}\\b`, 'm'));
      expect(ended.stdout, name).toMatch(/\n\nExamples?:\n {2}.*offprint /);
    }
  });

  it('have help and version however they are asked for', async () => {
    const cases = [
      ['-h'],
      ['help'],
      ['help', 'retry'],
      ['retry', '-h'],
      ['--version'],
      ['run', '--version'],
    ];
    const ended = (await all(cases.map((args) => ({ name: args.join(' '), args })))).map(
      (one) => one.ended,
    );
    expect(ended.map(({ code }) => code)).toEqual(cases.map(() => 0));
    const [short, long, helpRetry, retryHelp, version, runVersion] = ended.map(
      ({ stdout }) => stdout,
    );
    for (const name of Object.keys(contract)) expect(short).toContain(`\n  ${name} `);
    expect(long).toBe(short);
    expect(helpRetry).toBe(retryHelp);
    expect([version, runVersion]).toEqual([`${packageJson.version}\n`, `${packageJson.version}\n`]);
  });

  it('give scripts one JSON document on stdout and nothing else', async () => {
    const cases: (Case & { code: number; has: string[] })[] = [
      { name: 'status', args: ['status'], code: 0, has: COUNTS },
      {
        name: 'status --articles',
        args: ['status', '--articles'],
        code: 0,
        has: [...COUNTS, 'articles'],
      },
      {
        name: 'status --pictures',
        args: ['status', '--pictures'],
        code: 0,
        has: ['stored', 'reasons'],
      },
      { name: 'status ID', args: ['status', id], code: 0, has: ['0'] },
      {
        name: 'replay',
        args: ['replay', '--from', 'images'],
        code: 0,
        has: ['replayed', 'articles'],
      },
      { name: 'verify', args: ['verify'], code: 0, has: ['changed', 'missing', 'extra', 'pruned'] },
      {
        name: 'export',
        args: ['export', id, '--to', join(root, 'one.jsonl')],
        code: 0,
        has: ['exported', 'file', 'bytes', 'missing'],
      },
      { name: 'doctor', args: ['doctor'], code: 0, has: ['well', 'findings'] },
      { name: 'config', args: ['config'], code: 0, has: ['settings', 'warnings'] },
      { name: 'health', args: ['health'], code: 3, has: ['well', 'what', 'message'] },
    ];
    const asked = cases.map((one) => ({ ...one, args: [...one.args, '--json'] }));
    for (const { name, ended, ...one } of await all(asked)) {
      const expected = cases.find((row) => row.name === name);
      expect(ended.code, name).toBe(expected?.code);
      expect(Object.keys(JSON.parse(ended.stdout)), one.args.join(' ')).toEqual(
        expect.arrayContaining(expected?.has ?? []),
      );
    }
    // These change the home, so one after the other.
    const json = async (...args: string[]) =>
      JSON.parse((await offprint([...args, '--json', '--home', home])).stdout);
    expect(await json('retry', '--all')).toEqual({ retried: 1, files: ['bad.html'] });
    expect(await json('add', join(given, '港口.md'))).toMatchObject({ added: 1 });
    expect(Object.keys(await json('run'))).toEqual(COUNTS);
    expect(await json('remove', id, '--reason', '版权')).toEqual({ removed: id, reason: '版权' });
  });

  it('have counts of exactly this shape', async () => {
    const { stdout } = await offprint(['status', '--json', '--home', home]);
    const counts = JSON.parse(stdout);
    // One was taken down; the account stays as it was.
    expect(Object.keys(counts)).toEqual([...COUNTS, 'removed']);
    expect(Object.keys(counts.pictures)).toEqual(['stored', 'rescued', 'missing']);
    expect(Object.keys(counts.failures[0])).toEqual(['file', 'code', 'message']);
    const { accepted, published, duplicates, failed, inFlight } = counts;
    expect(accepted).toBe(published + duplicates + failed + inFlight);
  });

  it('end with 2, a sentence and no output where they are used wrongly', async () => {
    const cases: Case[] = [
      { name: 'no command', args: [] },
      { name: 'no such command', args: ['fetch'] },
      { name: 'no help of it', args: ['help', 'fetch'] },
      ...Object.keys(contract).map((name) => ({
        name: `${name}: no such option`,
        args: [name, '--fast'],
      })),
      { name: 'add: nothing', args: ['add'] },
      { name: 'too much', args: ['verify', 'everything'] },
      { name: 'run: no such path', args: ['run', '/nowhere/at/all'] },
      { name: 'worker: no such stage', args: ['worker', 'paint'] },
      { name: 'status: nobody', args: ['status', 'nobody'] },
      { name: 'retry: of nothing named', args: ['retry'] },
      { name: 'replay: from nowhere', args: ['replay', '--from', 'paint'] },
      { name: 'remove: no id', args: ['remove', 'harbour'] },
      { name: 'add: what the inbox leaves alone', args: ['add', join(given, '.hidden.md')] },
      { name: 'run: what the inbox leaves alone', args: ['run', join(given, 'half.part')] },
      { name: 'completion: no such shell', args: ['completion', 'tcsh'] },
      { name: 'completion: no JSON', args: ['completion', 'bash', '--json'] },
      { name: 'no home', args: ['config', '--home', ''] },
      { name: 'a bad setting', args: ['config'], env: { OFFPRINT_DONE: 'maybe' } },
    ];
    for (const { name, ended } of await all(cases)) {
      expect(ended, name).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr.trim(), name).toMatch(/[a-z] [a-z]/);
      expect(ended.stderr, name).not.toMatch(/\n\s+at /);
    }
  });

  it('are quiet when told so: results and errors only', async () => {
    const env = { OFFPRINT_COLOUR: 'unknown' };
    const cases: Case[] = [
      ['status'],
      ['verify'],
      ['doctor'],
      ['config'],
      ['health'],
      ['run'],
      ['completion', 'bash'],
    ].map((args) => ({ name: args.join(' '), args: [...args, '--quiet'], env }));
    for (const { name, ended } of await all(cases)) {
      // What is not well is an error, and said.
      expect(ended.stderr, name).toMatch(name === 'health' ? /^No Offprint runs .*\n$/ : /^$/);
      expect(ended.stdout, name).toMatch(name === 'health' ? /^$/ : /./);
    }
    const loud = await offprint(['verify', '--home', home], env);
    expect(loud.stderr).toMatch(/^Warning: OFFPRINT_COLOUR /);
  });

  it('tell where a setting comes from, and keep what is secret', async () => {
    const folder = join(root, 'with-env-file');
    await mkdir(folder);
    await writeFile(
      join(folder, '.env'),
      `OFFPRINT_DONE=delete\nOFFPRINT_PREFIX=file\nOFFPRINT_TOKEN=${SECRET}\n`,
    );
    const config = (...args: string[]) =>
      spawnSync(process.execPath, [program, 'config', ...args, '--home', home], {
        cwd: folder,
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH,
          OFFPRINT_PREFIX: 'mine',
          REDIS_URL: `redis://ada:${SECRET}@queue:6379`,
          OFFPRINT_PAGE_SOURCES: `https://p.test/?token=${SECRET}&u={url}`,
        },
      }).stdout;
    const json = config('--json');
    const rows = JSON.parse(json).settings as { name: string; value: string; from: string }[];
    const row = (name: string) => rows.find((one) => one.name === name);
    expect(row('OFFPRINT_HOME')).toEqual({ name: 'OFFPRINT_HOME', value: home, from: 'flag' });
    expect(row('OFFPRINT_DONE')).toMatchObject({ value: 'delete', from: '.env' });
    expect(row('OFFPRINT_PREFIX')).toMatchObject({ value: 'mine', from: 'environment' });
    expect(row('OFFPRINT_PICTURE_WIDTHS')).toMatchObject({
      value: '480 960 1600',
      from: 'default',
    });
    expect(row('OFFPRINT_MIN_FREE')).toMatchObject({ value: '1GB' });
    expect(row('OFFPRINT_CONCURRENCY_IMAGES')).toMatchObject({ value: '8', from: 'default' });
    expect(row('OFFPRINT_ARCHIVE')).toMatchObject({ value: join(home, 'archive') });
    expect(row('OFFPRINT_TOKEN')).toMatchObject({ value: '[redacted]', from: '.env' });
    expect(row('REDIS_URL')).toMatchObject({ value: 'redis://[redacted]@queue:6379' });
    const text = config();
    expect(text).toMatch(/^OFFPRINT_DONE +delete +\.env$/m);
    for (const shown of [json, text]) expect(shown).not.toMatch(new RegExp(`${SECRET}|ada`));
  });

  // util-linux and its `script` give a program a terminal.
  it.skipIf(process.platform !== 'linux')('colour a terminal, unless told not to', () => {
    const onTerminal = (env: Record<string, string>) =>
      spawnSync(
        'script',
        ['-qec', `'${process.execPath}' '${program}' status --home '${home}'`, '/dev/null'],
        {
          encoding: 'utf8',
          env: { PATH: process.env.PATH, TERM: 'xterm-256color', ...env },
        },
      ).stdout;
    const ESC = '\u001b[';
    expect(onTerminal({})).toContain(`${ESC}31mE_NOT_HTML`);
    expect(onTerminal({ NO_COLOR: '1' })).not.toContain(ESC);
    expect(onTerminal({ NO_COLOR: '1' })).toContain('E_NOT_HTML');
  });

  it('colour no pipe', async () => {
    const { stdout } = await offprint(['status', '--home', home], { FORCE_COLOR: '1', CI: '1' });
    expect(stdout).toContain('failed bad.html: ');
    expect(stdout).not.toContain('\u001b[');
  });
});

const SECRET = 'swordfish-swordfish';

const COUNTS = [
  'accepted',
  'published',
  'duplicates',
  'versions',
  'failed',
  'inFlight',
  'pictures',
  'seconds',
  'failures',
];
