/**
 * All benches, one after the other, as one table: `npm run bench`.
 *
 *   npm run bench -- [--quick] [--json] [--at FOLDER] [--to FILE.md]
 *
 * A full run takes about an hour and a quarter on two cores, half of it to watch memory while 100,000 articles
 * are worked off; `--quick` takes four minutes and leaves that out. `CORPUS` may name a folder of saved articles.
 * Nothing else should run meanwhile.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { machine } from './figures.ts';
import { type Figures, parts, type Row } from './parts.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    at: { type: 'string', default: tmpdir() },
    to: { type: 'string' },
  },
});

const result = {
  machine: machine(),
  corpus: process.env.CORPUS ? 'saved articles' : 'made articles',
  rows: [] as Row[],
};
for (const part of parts) {
  const args = values.quick ? part.quick : part.full;
  if (args === null) continue;
  const command = `node --import tsx bench/${part.bench}.ts ${args}`.trimEnd();
  console.error(command);
  result.rows.push(...part.rows(await run(part.bench, args)).map((one) => ({ ...one, command })));
  // After each, so that an hour's figures survive what happens in the next.
  if (values.to) await writeFile(values.to, document());
}
if (values.json) console.log(JSON.stringify(result, null, 2));
else console.log(table());

async function run(bench: string, args: string): Promise<Figures> {
  const program = fileURLToPath(new URL(`./${bench}.ts`, import.meta.url));
  const at = ['pictures', 'bombs'].includes(bench) ? [] : ['--at', values.at];
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', program, ...args.split(' ').filter(Boolean), ...at, '--json'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`bench/${bench}.ts ended with ${code}`);
  return JSON.parse(said.slice(said.indexOf('{')));
}

function table(): string {
  const printed = new Table({ head: ['what', 'figure', 'wanted'], style: { head: [] } });
  for (const { what, figure, wanted } of result.rows) printed.push([what, figure, wanted]);
  return `${result.machine}\n${printed}`;
}

function document(): string {
  const lines = result.rows.map(
    ({ what, figure, wanted, command }) => `| ${what} | ${figure} | ${wanted} | \`${command}\` |`,
  );
  return `# Figures

Made by \`npm run bench${values.quick ? ' -- --quick' : ''}\` on ${new Date().toISOString().slice(0, 10)}, over ${result.corpus}.
Machine: ${result.machine}. Every ratio is of runs one after the other in one go; machines like this one swing by a tenth.

| What | Figure | Wanted | Command |
| ---- | ------ | ------ | ------- |
${lines.join('\n')}
`;
}
