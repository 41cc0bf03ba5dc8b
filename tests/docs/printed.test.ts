/** What is printed from the code says what the code says. `vitest run tests/docs -u` prints it anew. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { articleSchema, codesDocument, withTables } from './printed.ts';

const root = new URL('../../', import.meta.url);
const pathOf = (name: string) => new URL(name, root).pathname;

describe('the printed documents', () => {
  it('list every code with its sentence and next step in docs/codes.md', async () => {
    await expect(codesDocument()).toMatchFileSnapshot(pathOf('docs/codes.md'));
  });

  it('describe article.json in shared/article.schema.json', async () => {
    await expect(articleSchema()).toMatchFileSnapshot(pathOf('shared/article.schema.json'));
  });

  it('show the stages and the commands in the README', async () => {
    const readme = await readFile(new URL('README.md', root), 'utf8');
    await expect(withTables(readme)).toMatchFileSnapshot(pathOf('README.md'));
  });
});
