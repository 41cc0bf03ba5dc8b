/** Every command: how it is called, what it does in one line, an example, and the file with its work. */
import { stageNames } from '../shared/config.ts';
import type { Act } from './main.ts';

export interface CommandRow {
  usage: string;
  description: string;
  example: string;
  options?: [flags: string, description: string][];
  load: () => Promise<{ act: Act }>;
}

export const commonOptions: [string, string][] = [
  ['--json', 'one JSON document on stdout'],
  ['--quiet', 'only results and errors'],
  ['--home <dir>', 'where everything is kept (default: $OFFPRINT_HOME or ./data)'],
];

const articles: [string, string] = ['--articles', 'with --json: also list the articles'];

export const commands: CommandRow[] = [
  {
    usage: 'start',
    description: 'everything in one place, until stopped',
    example: 'offprint start',
    load: () => import('./commands/start.ts'),
  },
  {
    usage: 'run [path...]',
    description:
      'works off the inbox (copies these files or folders in first), prints the summary, ends',
    example: 'offprint run ~/saved-articles',
    options: [articles],
    load: () => import('./commands/run.ts'),
  },
  {
    usage: 'add <path...>',
    description: 'copies files or folders, or writes an address, into the inbox (- reads stdin)',
    example: 'offprint add https://example.org/story',
    load: () => import('./commands/add.ts'),
  },
  {
    usage: 'worker [stage...]',
    description: `workers for the named stages (${stageNames.join(' ')}; default all)`,
    example: 'REDIS_URL=redis://queue:6379 offprint worker images',
    load: () => import('./commands/worker.ts'),
  },
  {
    usage: 'status [article]',
    description: 'the counts; or the journey of one article, by id, address or file',
    example: 'offprint status --json',
    options: [articles, ['--pictures', 'what has become of the pictures, by reason and host']],
    load: () => import('./commands/status.ts'),
  },
  {
    usage: 'retry [id...]',
    description: 'tries failed files again',
    example: 'offprint retry --all',
    options: [
      ['--all', 'all that failed'],
      ['--code <code>', 'all that failed with this code'],
    ],
    load: () => import('./commands/retry.ts'),
  },
  {
    usage: 'replay [id...]',
    description: 'runs published articles again from the sources in the archive',
    example: 'offprint replay --from images',
    options: [
      ['--from <stage>', `the stage whose work is to be done anew (${stageNames.join(', ')})`],
      ['--outlet <host>', 'only articles of this host'],
      ['--since <date>', 'only articles that were published into the archive since then'],
    ],
    load: () => import('./commands/replay.ts'),
  },
  {
    usage: 'verify',
    description: 'checks every file of the archive against its manifests',
    example: 'offprint verify',
    options: [['--prune', 'delete files that belong to no article']],
    load: () => import('./commands/verify.ts'),
  },
  {
    usage: 'remove <id>',
    description: 'takes an article down and leaves a tombstone, so that it stays out',
    example: 'offprint remove a0123456789abcdef0123 --reason "asked by the author"',
    options: [['--reason <text>', 'why, for the tombstone']],
    load: () => import('./commands/remove.ts'),
  },
  {
    usage: 'export [id...]',
    description: 'writes articles into one file, as .zip, .epub, .wacz or .jsonl by its name',
    example: 'offprint export --all --to articles.epub',
    options: [
      ['--to <file>', 'the file, whose extension says what it is (- writes .jsonl to stdout)'],
      ['--all', 'the whole archive'],
      ['--outlet <host>', 'only articles of this host'],
      ['--since <date>', 'only articles that were published since then'],
    ],
    load: () => import('./commands/export.ts'),
  },
  {
    usage: 'doctor',
    description: 'checks this machine and says what to do',
    example: 'offprint doctor',
    load: () => import('./commands/doctor.ts'),
  },
];
