/** The benches, in the order they are run, and which rows of the table each of them gives. */
export interface Row {
  what: string;
  figure: string;
  /** What was promised; '' where nothing was. */
  wanted: string;
  command: string;
}

// biome-ignore lint/suspicious/noExplicitAny: each bench has its own shape, read here once and by name
export type Figures = any;

interface Part {
  bench: string;
  /** Arguments of a full run and of a quick one; null = not in that one. */
  full: string;
  quick: string | null;
  rows(figures: Figures): Omit<Row, 'command'>[];
}

export const parts: Part[] = [
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
          `memory of the ${role} over ${Math.round(minutes)} minutes, 120,000 dropped`,
          `at most ${most} MB, ${slope} MB a minute, ${files} files open`,
          'at most 1 MB a minute',
        ),
      ),
      row('memory in Redis meanwhile', `at most ${redis.most} MB, ${redis.slope} MB a minute`),
      row('temporary files meanwhile', `at most ${temporary}`),
    ],
  },
];

function row(what: string, figure: string, wanted = ''): Omit<Row, 'command'> {
  return { what, figure, wanted };
}
