/** The README's table of settings and shared/config.ts say the same. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readConfig, settingNames } from '../../shared/config.ts';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
const section = /^## Settings$(.*?)^## /ms.exec(readme)?.[1] ?? '';
const rows = [...section.matchAll(/^\| `(\w+)`\s*\| (.*?)\s*\|/gm)].map(
  ([, name = '', text = '']) => ({
    name,
    default: /^`(.*)`$/.exec(text)?.[1] ?? null,
  }),
);

describe('the settings in the README', () => {
  it('are all there are, and no others', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(settingNames.toSorted());
  });

  it('have the defaults that they say', () => {
    const stated = rows.filter((row) => row.default !== null);
    expect(stated.length).toBeGreaterThan(10);
    const env = Object.fromEntries(stated.map((row) => [row.name, row.default ?? '']));
    expect(readConfig(env).config).toEqual(readConfig({}).config);
  });
});
