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

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    at: { type: 'string', default: tmpdir() },
    to: { type: 'string' },
  },
});

interface Row {
  what: string;
  figure: string;
  /** What was promised; '' where nothing was. */
  wanted: string;
  command: string;
}

// biome-ignore lint/suspicious/noExplicitAny: each bench has its own shape, read here once and by name
type Figures = any;

interface Part {
  bench: string;
  /** Arguments of a full run and of a quick one; null = not in that one. */
  full: string;
  quick: string | null;
  rows(figures: Figures): Omit<Row, 'command'>[];
}

const parts: Part[] = [
  {
    bench: 'text-path',
    full: '--articles 2000 --rounds 3',
    quick: '--articles 300 --rounds 1',
    rows: ({ oneAgainstLoop, twoAgainstOne, twoLoopsAgainstOne, perSecond, ratios }) => [
      row(
        'articles/s without pictures, one child against the bare loop',
        `${oneAgainstLoop} (${ratios.oneAgainstLoop.join(', ')})`,
        '0.8',
      ),
      row(
        'the same, two children against one, on two cores',
        `${twoAgainstOne} (${ratios.twoAgainstOne.join(', ')})`,
        '1.7',
      ),
      row(
        'two bare loops at once against one: what the second core gives',
        `${twoLoopsAgainstOne} (${ratios.twoLoopsAgainstOne.join(', ')})`,
      ),
      row(
        'the same, as they came: loop, two loops, one, two',
        perSecond
          .map((each: Figures) => `${each.loop}, ${each.loops}, ${each.one}, ${each.two}`)
          .join('; '),
      ),
    ],
  },
  {
    bench: 'cpu',
    full: '--articles 2000',
    quick: null,
    rows: ({ msOfACore }) =>
      Object.entries(msOfACore).map(([name, each]: [string, Figures]) =>
        row(
          `ms of a core for each of these articles, ${name}`,
          Object.entries(each)
            .map(([role, ms]) => `${role} ${ms}`)
            .join(', '),
        ),
      ),
  },
  {
    bench: 'pictures',
    full: '--pictures 400 --rounds 3',
    quick: '--pictures 40 --rounds 1',
    rows: ({ runs }) => {
      const loop = runs.find(({ name }: Figures) => name === 'loop');
      const stage = runs.find(({ name }: Figures) => name === 'stage');
      return [
        row(
          'pictures/s of the stage against the bare sharp loop',
          `${loop.stageAgainstIt} (${loop.rounds})`,
          '0.9',
        ),
        row('the same, as they came: loop, stage', `${loop.perSecond}, ${stage.perSecond}`),
      ];
    },
  },
  {
    bench: 'latency',
    full: '--drops 60 --starts 5',
    quick: '--drops 8 --starts 2',
    rows: ({ dropToPage, queueTime, queueTimeOfAnArticle, startToReady }) => [
      row(
        'drop to readable page on an idle machine, without the settle time',
        `p50 ${dropToPage.p50} ms, p95 ${dropToPage.p95} ms`,
      ),
      row('queue time of an article, all stages', `${queueTimeOfAnArticle} ms`),
      row(
        'queue time by stage',
        Object.entries(queueTime)
          .map(([stage, ms]) => `${stage} ${ms}`)
          .join(', '),
      ),
      row('offprint start to ready', `p50 ${startToReady.p50} ms, at most ${startToReady.most} ms`),
    ],
  },
  {
    bench: 'large-home',
    full: '--articles 100000',
    quick: '--articles 5000',
    rows: ({ articles, withOne, withAll }) => [
      row(
        `offprint start to ready with 1 and with ${articles} articles in the archive`,
        `${withOne.ready} s, ${withAll.ready} s; front page after ${withOne.frontPage} s, ${withAll.frontPage} s`,
      ),
      row(
        `memory then, with 1 and with ${articles} articles, MB`,
        ['supervisor', 'worker']
          .map((role) => `${role} ${withOne[role].now}, ${withAll[role].now}`)
          .join('; '),
      ),
      row('offprint status then', `${withOne.status} s, ${withAll.status} s`),
    ],
  },
  {
    bench: 'sizes',
    full: '--jobs 50000 --articles 1000',
    quick: '--jobs 5000 --articles 100',
    rows: (figures) => [
      row(
        'Redis bytes per waiting article',
        `${figures.redisBytesPerWaitingArticle}`,
        'at most 1,000',
      ),
      row(
        'bytes stored per article without pictures',
        `${figures.archiveBytesPerArticle} in ${figures.archiveFilesPerArticle} files; ${figures.archiveAgainstSource} of its source`,
      ),
    ],
  },
  {
    bench: 'hostile',
    full: '--articles 1000 --rounds 3',
    quick: '--articles 200 --rounds 1',
    rows: ({ amongAgainstAlone, ratios }) => [
      row(
        'good articles/s with one bad file among ten, against without',
        `${amongAgainstAlone} (${ratios.join(', ')})`,
        '0.9',
      ),
    ],
  },
  {
    bench: 'giants',
    full: '--articles 300',
    quick: null,
    rows: ({ most }) => [
      row(
        'most memory with pages of 10 MB and files of 100 MB among others, MB',
        Object.entries(most)
          .map(([role, mb]) => `${role} ${mb}`)
          .join(', '),
      ),
    ],
  },
  {
    bench: 'bombs',
    full: '',
    quick: null,
    rows: ({ bombs }) => {
      const most = (of: string) => Math.max(...bombs.map((bomb: Figures) => bomb[of]));
      return [
        row(
          `a child with one of ${bombs.length} pictures made to exhaust it`,
          `at most ${most('megabytes')} MB, ${most('seconds')} s`,
          '512 MB',
        ),
      ];
    },
  },
  {
    bench: 'soak',
    full: '--articles 120000 --minutes 33',
    quick: null,
    rows: ({ perSecond, memory, redis, temporary, minutes }) => [
      row(
        'articles/s at 1,000, 10,000 and 50,000 published',
        Object.values(perSecond).join(', '),
        'flat within 10 %',
      ),
      ...Object.entries(memory).map(([role, { most, slope, files }]: [string, Figures]) =>
        row(
          `memory of the ${role} over ${minutes} minutes, 120,000 dropped`,
          `at most ${most} MB, ${slope} MB a minute, ${files} files open`,
          'at most 1 MB a minute',
        ),
      ),
      row('memory in Redis meanwhile', `at most ${redis.most} MB, ${redis.slope} MB a minute`),
      row('temporary files meanwhile', `at most ${temporary}`),
    ],
  },
];

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

function row(what: string, figure: string, wanted = ''): Omit<Row, 'command'> {
  return { what, figure, wanted };
}

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
