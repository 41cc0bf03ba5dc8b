import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ArticleRecord, DescribedArticle } from '../../../shared/article.ts';
import { DiskStorage } from '../../../shared/storage.ts';
import { catalog } from '../../../workers/catalog.ts';
import { metadata } from '../../../workers/metadata.ts';
import { articleRecord } from '../../../workers/publish/record.ts';
import { verifyArchive } from '../../../workers/publish/verify.ts';
import { placeVersion, type Version } from '../../../workers/publish/versions.ts';
import { differences, tree } from '../../chaos/tree.ts';
import { ARTICLE, parsedArticle } from '../../helpers/articles.ts';
import { testContext } from '../../helpers/context.ts';

const made: ArticleRecord['made'] = { offprint: '0.0.0', stages: { publish: 1 } };

describe('placeVersion', () => {
  let folder: string;
  let turn = 0;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offprint-versions-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const context = (root: string) => {
    const archive = new DiskStorage(root);
    return { ...testContext(), archive };
  };
  const freshRoot = () => {
    turn += 1;
    return join(folder, String(turn));
  };

  it('gives the same archive in whatever order the versions come', async () => {
    const versions = await Promise.all([1, 2, 3].map((n) => version(n)));
    const orders = [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
      [1, 0, 2],
    ];
    const trees = await Promise.all(
      orders.map(async (order) => {
        const root = freshRoot();
        for (const index of order) await placeVersion(pick(versions, index), context(root));
        return tree(root);
      }),
    );
    for (const other of trees) expect(differences(trees[0] ?? {}, other)).toEqual([]);
    const paths = Object.keys(trees[0] ?? {});
    expect(
      paths.filter((path) => path.endsWith('versions/20200913122643-000000000003/index.html')),
    ).toHaveLength(1);
  });

  it('gives the same archive when they come at once, from several workers', async () => {
    const versions = await Promise.all([1, 2, 3, 4].map((n) => version(n)));
    const [calm, wild] = [freshRoot(), freshRoot()];
    for (const one of versions) await placeVersion(one, context(calm));
    await Promise.all(versions.map((one) => placeVersion(one, context(wild))));
    expect(differences(await tree(calm), await tree(wild))).toEqual([]);
  });

  it('changes nothing when it is repeated', async () => {
    const root = freshRoot();
    const versions = await Promise.all([1, 2].map((n) => version(n)));
    for (const one of versions) await placeVersion(one, context(root));
    const before = await tree(root);
    for (const one of versions) await placeVersion(one, context(root));
    expect(differences(before, await tree(root))).toEqual([]);
  });

  it('shows the version captured last, and lists all of them', async () => {
    const root = freshRoot();
    const [first, second] = await Promise.all([version(1), version(2)]);
    await placeVersion(second, context(root));
    expect(await placeVersion(first, context(root))).toEqual([
      first.record.version,
      second.record.version,
    ]);
    const archive = new DiskStorage(root);
    const top = await archive.read(`articles/00/${ARTICLE}/article.json`);
    const record = JSON.parse(top?.toString() ?? '');
    expect(record.version).toBe(second.record.version);
    expect(record.versions).toHaveLength(2);
    expect((await archive.read(`articles/00/${ARTICLE}/index.html`))?.toString()).toContain(
      'Text number 2',
    );
  });

  it('lets the capture time of a file count as older than any recorded one', async () => {
    const root = freshRoot();
    const recorded = await version(1);
    const byFile = await version(9, 'file-time');
    await placeVersion(recorded, context(root));
    expect((await placeVersion(byFile, context(root))).at(-1)).toBe(recorded.record.version);
  });

  it('verify names an article that is lost whole, and an entry that is lost or broken', async () => {
    const root = freshRoot();
    const archive = new DiskStorage(root);
    const entry = `catalog/entries/00/${ARTICLE}.json`;
    await placeVersion(await version(1), context(root));
    const bytes = (await archive.read(entry)) ?? '';
    await archive.write(entry, '{"id');
    expect(await verifyArchive(archive)).toMatchObject({ changed: [entry], missing: [] });
    expect(await catalog(archive)).toEqual([entry]);
    await archive.remove(entry);
    expect(await verifyArchive(archive)).toMatchObject({ changed: [], missing: [entry] });
    await archive.write(entry, bytes);
    await archive.remove(`articles/00/${ARTICLE}`);
    expect((await verifyArchive(archive)).missing).toEqual([
      `articles/00/${ARTICLE}/manifest-sha256.txt`,
    ]);
  });

  it('verify believes what looks wrong only when it stays so: an Offprint may be writing it', async () => {
    const root = freshRoot();
    await placeVersion(await version(1), context(root));
    const folder = `articles/00/${ARTICLE}`;
    const archive = new (class extends DiskStorage {
      #lists = 0;
      /** Half a version is there at the first look, the rest at the second. */
      override async list(key: string) {
        if (key === folder) this.#lists += 1;
        if (key === folder && this.#lists === 2) {
          await this.write(`${folder}/article.md`, text);
          await this.remove(`${folder}/source.html.gz`);
        }
        return super.list(key);
      }
    })(root);
    const text = (await archive.read(`${folder}/article.md`)) ?? '';
    await archive.write(`${folder}/article.md`, 'of the next version');
    await archive.write(`${folder}/source.html.gz`, 'of the next version');
    expect(await verifyArchive(archive, { pause: 1 })).toMatchObject({
      articles: 1,
      changed: [],
      extra: [],
    });
  });

  it('writes manifests that verify, and verify names what was changed, lost or added', async () => {
    const root = freshRoot();
    const archive = new DiskStorage(root);
    for (const one of await Promise.all([1, 2].map((n) => version(n))))
      await placeVersion(one, context(root));
    expect(await verifyArchive(archive)).toMatchObject({
      articles: 1,
      changed: [],
      missing: [],
      extra: [],
    });
    await archive.write(`articles/00/${ARTICLE}/article.md`, 'flipped');
    await archive.remove(
      `articles/00/${ARTICLE}/versions/20200913122641-000000000001/source.md.gz`,
    );
    await archive.write('pictures/aa/aaaa/480.webp', 'nobody knows me');
    expect(await verifyArchive(archive)).toMatchObject({
      changed: [`articles/00/${ARTICLE}/article.md`],
      missing: [`articles/00/${ARTICLE}/versions/20200913122641-000000000001/source.md.gz`],
      extra: ['pictures/aa/aaaa/480.webp'],
    });
  });

  it('verify names a manifest that was cut off, overwritten or tampered with', async () => {
    const root = freshRoot();
    const archive = new DiskStorage(root);
    await placeVersion(await version(1), context(root));
    const manifest = `articles/00/${ARTICLE}/manifest-sha256.txt`;
    const whole = String(await archive.read(manifest));
    const foreign = `${'0'.repeat(64)}  ../../../../passwd\n`;
    const folder = `${'0'.repeat(64)}  .\n`;
    for (const damaged of ['', whole.trim(), `${whole}x`, `${whole}\0\0\n`, whole + foreign]) {
      await archive.write(manifest, damaged);
      expect((await verifyArchive(archive, { pause: 0 })).changed).toEqual([manifest]);
    }
    await archive.write(manifest, whole + folder);
    expect(await verifyArchive(archive, { pause: 0 })).toMatchObject({
      missing: [`articles/00/${ARTICLE}`],
    });
  });

  it('puts nothing over a record that cannot be read, and says what to do', async () => {
    const root = freshRoot();
    await placeVersion(await version(1), context(root));
    const record = `articles/00/${ARTICLE}/article.json`;
    await new DiskStorage(root).write(record, '{"version":');
    await expect(placeVersion(await version(2), context(root))).rejects.toMatchObject({
      code: 'E_STORAGE',
      message: `The archive's ${record} is not whole; run: offprint verify`,
    });
    expect(String(await new DiskStorage(root).read(record))).toBe('{"version":');
  });
});

async function version(n: number, rule: 'header' | 'file-time' = 'header'): Promise<Version> {
  const parsed = parsedArticle({
    version: String(n).padStart(12, '0'),
    captured: { at: new Date(1_600_000_000_000 + n * 1_000).toISOString(), rule },
    body: `<p>Text number ${n} says that the harbour opens.</p>`,
  });
  const described: DescribedArticle = await metadata(
    { ...parsed, pictures: [], lost: [] },
    testContext(),
  );
  const record = articleRecord(described, made);
  return {
    record,
    body: parsed.body,
    source: { name: 'source.md.gz', content: Buffer.from(`source ${n}`) },
  };
}

function pick<T>(list: T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`no element ${index}`);
  return found;
}
