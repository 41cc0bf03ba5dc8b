/** `.jsonl`: one line per article, its record and its text as Markdown. For programs. */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Format } from './format.ts';

export function jsonl(): Format {
  const output = new PassThrough();
  return {
    output,
    async add(article) {
      const markdown = (await article.read(`${article.path}/article.md`)).toString();
      const line = `${JSON.stringify({ ...article.json, markdown })}\n`;
      if (!output.write(line)) await once(output, 'drain');
    },
    async end() {
      output.end();
    },
  };
}
