/**
 * Every kind of trouble over many articles, each compared with a run in peace: `npm run chaos`.
 *
 *   npm run chaos -- [SCENARIO…] [--articles 1500] [--kills 120] [--seed 1] [--at FOLDER] [--json]
 *
 * `CORPUS` may name a folder of saved articles; without it they are made. Takes an hour; with names of
 * scenarios (tests/chaos/scenarios.ts) only those. The short form is part of `npm test`.
 */
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { scenarios } from './scenarios.ts';
import { type Result, Suite } from './suite.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    articles: { type: 'string', default: '1500' },
    kills: { type: 'string', default: '120' },
    seed: { type: 'string', default: '1' },
    /** Where the homes are made. */
    at: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
});
// So that what was started is ended (tests/chaos/trial.ts).
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const unknown = positionals.filter((asked) => !scenarios.some(({ name }) => name === asked));
if (unknown.length > 0) {
  const names = scenarios.map(({ name }) => name).join(', ');
  console.error(`There is no ${unknown.join(', ')}; there are ${names}.`);
  process.exit(2);
}
const wanted = scenarios.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);
const suite = await Suite.open(values.at, Number(values.articles));
say(`in peace: ${suite.articles} articles, ${suite.calmSeconds.toFixed(0)} s`);
const results: Result[] = [];
for (const scenario of wanted) {
  const scale = {
    kills: Number(values.kills),
    lasting: (full: number) => full,
    seed: Number(values.seed),
  };
  const result = await suite.run(scenario, scale);
  results.push(result);
  say(line(result));
}
await suite.close();
if (values.json) console.log(JSON.stringify({ articles: suite.articles, results }, null, 2));
process.exit(results.every(({ complaints }) => complaints.length === 0) ? 0 : 1);

function line({ scenario, unfit, deeds, seconds, looks, complaints }: Result): string {
  if (unfit !== null) return `${scenario}: not run, ${unfit}`;
  const done = Object.entries(deeds).map(([name, times]) => `${name} × ${times}`);
  const verdict = complaints.length === 0 ? 'as in peace' : `${complaints.length} COMPLAINTS`;
  return [
    `${scenario}: ${done.join(', ')}; ${seconds.toFixed(0)} s, ${looks} looks: ${verdict}`,
    ...complaints.slice(0, 10).map((one) => `  ${one}`),
  ].join('\n');
}

function say(text: string): void {
  if (values.json) console.error(text);
  else console.log(text);
}
