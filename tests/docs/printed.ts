/**
 * The parts of the documents that are printed from the code, as text. Written by
 * the tests beside this file: `npx vitest run tests/docs -u` prints them anew.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { commands } from '../../cli/commands.ts';
import { pipeline } from '../../queues/pipeline.ts';
import { ArticleRecord } from '../../shared/article.ts';
import { codes, requestCodes } from '../../shared/codes.ts';
import { type StageName, stageNames } from '../../shared/config.ts';

const does: Record<StageName, string> = {
  ingest: 'reads the file or fetches the page; finds its address, id and version',
  parse: 'cleans the text; lists its pictures, links and related articles',
  images: 'takes or fetches every picture, keeps the original, makes smaller copies',
  metadata: 'finds title, date, authors, language, outlet, tags and excerpt',
  publish: 'makes the page, the record and the manifest; puts them into the archive',
};
const runs = { worker: 'worker process', child: 'child process' };

/** What stands in the README between `<!-- NAME: … -->` and `<!-- /NAME -->`. */
const tables: Record<string, () => string> = { stages: stageTable, commands: commandTable };

/** The README with its tables as the code has them. Throws where one has no place. */
export function withTables(readme: string): string {
  const text = Object.entries(tables).reduce((text, [name, print]) => {
    const place = new RegExp(`(<!-- ${name}: .*? -->\n).*?(<!-- /${name} -->)`, 's');
    if (!place.test(text)) throw new Error(`The README has no place for the table of ${name}.`);
    return text.replace(place, (_, begin, end) => `${begin}${print()}\n${end}`);
  }, readme);
  return formatted('README.md', text);
}

type Row = [code: string, { message: string; next: string }];

export function codesDocument(): string {
  const row = ([code, { message, next }]: Row) => [`\`${code}\``, message, next];
  const having = (letter: string) =>
    Object.entries(codes)
      .filter(([code]) => code.startsWith(`${letter}_`) && !Object.hasOwn(requestCodes, code))
      .map(row);
  const head = ['Code', 'What happened', 'What you can do'];
  const text = `# Codes

Printed from \`shared/codes.ts\`. A code never changes its meaning. Where more is known than the
sentence here, the message in \`failed/NAME.reason.json\`, in \`offprint status FILE\` and on the
article's page says so.

## Rejected, or a picture that is missing

An article that ends with one of these goes to \`failed/\`. A picture that ends with one is marked
as missing on the page; the article is published all the same.

${table(head, having('E'))}

## Published, with a warning

${table(head, having('W'))}

## Refused by the pages or the API

No article ends with one of these: the answer has it, as \`application/problem+json\`.

${table(head, Object.entries(requestCodes).map(row))}
`;
  return formatted('docs/codes.md', text);
}

/** JSON Schema of `article.json`. */
export function articleSchema(): string {
  // As input: a record may have more fields than this version knows, because records may grow.
  const { $schema, ...schema } = z.toJSONSchema(ArticleRecord, { io: 'input' });
  const about = {
    $schema,
    $id: ArticleRecord.shape.schema.value,
    title: 'article.json of an Offprint archive',
    description:
      'The record of one version of an article. Unknown is null or an empty list. Times are ISO 8601 with offset, sizes are bytes, paths are from the root of the archive, those of versions from the folder of the article.',
  };
  return formatted('shared/article.schema.json', JSON.stringify({ ...about, ...schema }));
}

function stageTable(): string {
  const rows = stageNames.map((stage) => {
    const row = pipeline[stage];
    return [
      `\`${stage}\``,
      does[stage],
      runs[row.runs],
      String(row.concurrency),
      `${row.timeout / 1_000} s`,
      String(row.retry.attempts),
    ];
  });
  return table(['Stage', 'What it does', 'Runs in', 'At a time', 'Time limit', 'Attempts'], rows);
}

function commandTable(): string {
  const rows = commands.map(({ usage, description }) => [`\`offprint ${usage}\``, description]);
  return table(['Command', 'What it does'], rows);
}

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map(escapePipe).join(' | ')} |`).join('\n');
}

function escapePipe(cell: string): string {
  return cell.replaceAll('|', '\\|');
}

/** As the formatter of this repository writes it, so that printing and formatting agree. */
function formatted(path: string, text: string): string {
  const program = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const args = [program, 'format', `--stdin-file-path=${root}${path}`];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    cwd: root,
    input: text,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`biome could not format ${path}: ${stderr}`);
  return stdout;
}
