/** Whose a version is where nothing but the archive is left. */
import { describe, expect, it } from 'vitest';
import { claimVersion } from '../../queues/claims.ts';
import { type Receipt, Receipts } from '../../queues/receipts.ts';
import { articleFolder, MANIFEST } from '../../shared/archive-layout.ts';
import { entryKey } from '../../shared/catalog-entries.ts';
import { catalogEntry } from '../../workers/publish/front-page.ts';
import { MemoryStorage } from '../helpers/context.ts';
import { receiptOf } from '../web/receipts.ts';
import { articleRecord } from '../workers/publish/records.ts';

const ID = 'a95bbca1f9b4bae7d73e8';
const [FIRST, SECOND] = ['20200913122640-5094956e1a22', '20200914122640-3d381d6b0780'];

/** An archive with these versions in folders of their own, and an entry that speaks of so many. */
function archiveWith({ folders = [] as string[], shown = FIRST, spoken = 1 }) {
  const { versions: _, ...entry } = catalogEntry(articleRecord({ id: ID, version: shown }));
  const top = articleFolder(ID);
  return new MemoryStorage({
    [`${top}/${MANIFEST}`]: '',
    ...Object.fromEntries(folders.map((name) => [`${top}/versions/${name}/${MANIFEST}`, ''])),
    [entryKey(ID)]: JSON.stringify({ ...entry, versions: spoken }),
  });
}

function claim(
  archive: MemoryStorage,
  version: string,
  state = new MemoryStorage(),
): Promise<boolean> {
  return claimVersion({ state, archive }, { id: ID, version: version.slice(-12), receipt: 'r1' });
}

/** A state in which the first version is another's, whose file is put away or not. */
async function stateOf(settled: Receipt['settled']) {
  const state = new MemoryStorage();
  const other = { ...receiptOf({ file: 'other.md', title: 'Other' }), settled };
  await new Receipts(state).write(other);
  const of = { id: ID, version: FIRST.slice(-12), receipt: other.receipt };
  expect(await claimVersion({ state, archive: new MemoryStorage() }, of)).toBe(true);
  return state;
}

describe('a version that the archive holds', () => {
  it('is nobody else’s to publish', async () => {
    expect(await claim(archiveWith({}), FIRST)).toBe(false);
    const both = archiveWith({ folders: [FIRST, SECOND], shown: SECOND, spoken: 2 });
    expect(await claim(both, FIRST)).toBe(false);
    expect(await claim(both, SECOND)).toBe(false);
  });

  it('is to be published again where a crash kept it from being shown', async () => {
    const archive = archiveWith({});
    await archive.remove(entryKey(ID));
    expect(await claim(archive, FIRST)).toBe(true);
    expect(await claim(archiveWith({ folders: [SECOND] }), SECOND)).toBe(true);
    expect(await claim(archiveWith({ folders: [FIRST, SECOND] }), SECOND)).toBe(true);
  });

  it('is another’s while he is under way or the archive holds it, and free where it was lost since', async () => {
    const done = { folder: 'done', path: 'other.md' } as const;
    const lost = archiveWith({});
    await lost.remove(`${articleFolder(ID)}/${MANIFEST}`);
    expect(await claim(lost, FIRST, await stateOf(null))).toBe(false);
    expect(await claim(archiveWith({}), FIRST, await stateOf(done))).toBe(false);
    // Another version is joining it, and is not shown yet.
    const joined = archiveWith({ folders: [SECOND] });
    expect(await claim(joined, FIRST, await stateOf(done))).toBe(false);
    const both = archiveWith({ folders: [FIRST, SECOND], shown: SECOND });
    expect(await claim(both, FIRST, await stateOf(done))).toBe(false);
    const unlisted = archiveWith({});
    await unlisted.remove(entryKey(ID));
    expect(await claim(unlisted, FIRST, await stateOf(done))).toBe(true);
    const state = await stateOf(done);
    expect(await claim(lost, FIRST, state)).toBe(true);
    // It is his now, also when he asks again after a crash.
    expect(await claim(archiveWith({}), FIRST, state)).toBe(true);
  });

  it('is not another version', async () => {
    expect(await claim(archiveWith({}), SECOND)).toBe(true);
  });
});
