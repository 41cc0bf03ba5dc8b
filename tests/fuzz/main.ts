/**
 * Coverage-guided fuzzing of what reads the bytes of strangers: `npm run fuzz`.
 *
 *   npm run fuzz -- [reader parser sanitiser picture-header] [--seconds 60] [--json]
 *
 * Ends with 1 where something was found; the input lies in the folder that is named then, and becomes a test.
 * Jazzer.js needs glibc 2.38 or newer. `FUZZ_NODE` may name another node to run it with.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dictionary, seedsFor } from './seeds.ts';

const TARGETS = ['reader', 'parser', 'sanitiser', 'picture-header'];
/** Of these packages, too, each branch counts: where two ways of reading part is what is looked for. */
const PARSERS = ['parse5', 'htmlparser2', 'domhandler', 'cheerio'];
/** Seconds for one input. A child of Offprint would be ended after 20; so small an input should not take one. */
const SLOWEST = 5;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
});
const jazzer = join(dirname(createRequire(import.meta.url).resolve('@jazzer.js/core')), 'cli.js');
const entry = fileURLToPath(new URL('./entry.mjs', import.meta.url));
const root = await mkdtemp(join(tmpdir(), 'offprint-fuzz-'));
await writeFile(join(root, 'words'), dictionary());

const results = [];
for (const target of positionals.length > 0 ? positionals : TARGETS)
  results.push(await fuzz(target));
const found = results.flatMap(({ findings }) => findings);
if (values.json) console.log(JSON.stringify(results, null, 2));
else console.table(Object.fromEntries(results.map(({ target, ...row }) => [target, row])));
if (found.length === 0) await rm(root, { recursive: true });
else console.error(`Found: ${found.join(', ')}`);
process.exit(found.length === 0 ? 0 : 1);

async function fuzz(target: string) {
  const [corpus, artifacts] = [join(root, target), join(root, `${target}-found`)];
  await Promise.all([mkdir(corpus), mkdir(artifacts)]);
  const seeds = await seedsFor(target);
  for (const seed of seeds) await writeFile(join(corpus, nameOf(seed)), seed);
  const includes = ['workers/', 'shared/', ...PARSERS].flatMap((name) => ['-i', name]);
  const libFuzzer = [
    `-max_total_time=${values.seconds}`,
    `-timeout=${SLOWEST}`,
    `-dict=${join(root, 'words')}`,
    `-artifact_prefix=${artifacts}/`,
    '-max_len=20000',
    // Long inputs from the beginning: an article is none in twenty bytes.
    '-len_control=0',
    '-rss_limit_mb=4096',
    '-print_final_stats=1',
  ];
  // Jazzer leaves out node_modules unless told to leave out something else.
  const options = [
    '-f',
    'fuzz',
    ...includes,
    '-e',
    'nothing-of-this-name',
    '--disableBugDetectors',
    '.*',
  ];
  const args = ['--import', 'tsx', jazzer, entry, ...options, corpus, '--', ...libFuzzer];
  const { FUZZ_NODE = process.execPath, ...env } = process.env;
  const child = spawn(FUZZ_NODE, args, {
    env: { ...env, FUZZ_TARGET: target, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  if (/GLIBC_\d/.test(said)) throw new Error('Jazzer.js needs glibc 2.38 or newer: see FUZZ_NODE');
  const findings = (await readdir(artifacts)).map((name) => join(artifacts, name));
  // The last line of the kind that it prints all the time: what comes after may be cut off.
  const line = /#(\d+)\t\w+\s+cov: (\d+) ft: (\d+) .*?exec\/s: (\d+)/g;
  const [, runs, edges, features, perSecond] = [...said.matchAll(line)].at(-1) ?? [];
  if (findings.length === 0 && !/\tDONE /.test(said)) throw new Error(said.slice(-2_000));
  return {
    target,
    seeds: seeds.length,
    runs: Number(runs ?? 0),
    perSecond: Number(perSecond ?? 0),
    edges: Number(edges ?? 0),
    features: Number(features ?? 0),
    findings,
  };
}

function nameOf(seed: Buffer): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, 16);
}
