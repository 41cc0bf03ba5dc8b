/** Every command: how it is called, what it does in one line, examples, and the file with its work. */
import { stageNames } from '../shared/config.ts';
import type { Act } from './main.ts';

export interface CommandRow {
  usage: string;
  description: string;
  examples: [string, ...string[]];
  options?: [flags: string, description: string][];
  load: () => Promise<{ act: Act }>;
}

export const commonOptions: [string, string][] = [
  ['--json', 'one JSON document on stdout'],
  ['--quiet', 'only results and errors'],
  ['--home <dir>', 'where everything is kept (default: $OFFPRINT_HOME or ./data)'],
];

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

const articles: [string, string] = ['--articles', 'with --json: also list the articles'];

export const commands: CommandRow[] = [
  {
    usage: 'start',
    description: 'everything in one place, until stopped',
    examples: ['offprint start', 'OFFPRINT_PORT=8080 offprint start --home ~/offprint'],
    load: () => import('./commands/start.ts'),
  },
  {
    usage: 'run [path...]',
    description:
      'works off the inbox (copies these files or folders in first), prints the summary, ends',
    examples: ['offprint run ~/saved-articles', 'offprint run examples --json --articles'],
    options: [articles],
    load: () => import('./commands/run.ts'),
  },
  {
    usage: 'add <path...>',
    description: 'copies files or folders, or writes an address, into the inbox (- reads stdin)',
    examples: [
      'offprint add https://example.org/story ~/saved-articles',
      'pbpaste | offprint add -',
    ],
    load: () => import('./commands/add.ts'),
  },
  {
    usage: 'worker [stage...]',
    description: `workers for the named stages (${stageNames.join(' ')}; default all)`,
    examples: ['offprint worker', 'REDIS_URL=redis://queue:6379 offprint worker images'],
    load: () => import('./commands/worker.ts'),
  },
  {
    usage: 'status [article]',
    description: 'the counts; or the journey of one article, by id, address or file',
    examples: ['offprint status --watch', 'offprint status harbour-ferry.md'],
    options: [
      articles,
      ['--pictures', 'what has become of the pictures, by reason and host'],
      ['--watch', 'the counts again and again, until all is settled or Ctrl-C'],
    ],
    load: () => import('./commands/status.ts'),
  },
  {
    usage: 'retry [id...]',
    description: 'tries failed files again',
    examples: ['offprint retry --all', 'offprint retry --code E_TIMEOUT'],
    options: [
      ['--all', 'all that failed'],
      ['--code <code>', 'all that failed with this code'],
    ],
    load: () => import('./commands/retry.ts'),
  },
  {
    usage: 'replay [id...]',
    description: 'runs published articles again from the sources in the archive',
    examples: [
      'offprint replay --from images',
      'offprint replay --from parse --outlet example.org',
    ],
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
    examples: ['offprint verify', 'offprint verify --prune'],
    options: [['--prune', 'delete files that belong to no article']],
    load: () => import('./commands/verify.ts'),
  },
  {
    usage: 'remove <id>',
    description: 'takes an article down and leaves a tombstone, so that it stays out',
    examples: ['offprint remove a0123456789abcdef0123 --reason "asked by the author"'],
    options: [['--reason <text>', 'why, for the tombstone']],
    load: () => import('./commands/remove.ts'),
  },
  {
    usage: 'export [id...]',
    description: 'writes articles into one file, as .zip, .epub, .wacz or .jsonl by its name',
    examples: [
      'offprint export --all --to articles.epub',
      'offprint export a0123456789abcdef0123 --to article.zip',
    ],
    options: [
      ['--to <file>', 'the file, whose extension says what it is (- writes .jsonl to stdout)'],
      ['--all', 'the whole archive'],
      ['--outlet <host>', 'only articles of this host'],
      ['--since <date>', 'only articles that were published since then'],
      ['--force', 'write over a file that is there'],
    ],
    load: () => import('./commands/export.ts'),
  },
  {
    usage: 'doctor',
    description: 'checks this machine and says what to do',
    examples: ['offprint doctor'],
    load: () => import('./commands/doctor.ts'),
  },
  {
    usage: 'config',
    description: 'the settings as they apply here, and where each comes from',
    examples: ['offprint config', 'offprint config --json'],
    load: () => import('./commands/config.ts'),
  },
  {
    usage: 'health',
    description: 'ends with 0 where what runs on this machine is well, else with 3; for containers',
    examples: ['offprint health', 'offprint health --quiet || echo "not well"'],
    load: () => import('./commands/health.ts'),
  },
  {
    usage: 'completion <shell>',
    description: `prints a script that lets the Tab key complete commands (${shells.join(', ')})`,
    examples: [
      'source <(offprint completion bash)',
      'source <(offprint completion zsh)',
      'offprint completion fish | source',
      'offprint completion powershell | Out-String | Invoke-Expression',
    ],
    load: () => import('./commands/completion.ts'),
  },
];
