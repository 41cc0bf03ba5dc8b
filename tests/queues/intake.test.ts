import { execFileSync } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claim } from '../../queues/accept.ts';
import { addToInbox, findAdditions, pagesLast } from '../../queues/add.ts';
import { countReceipts } from '../../queues/counts.ts';
import { inboxEnd } from '../../queues/refusal.ts';
import { retryFailed } from '../../queues/retry.ts';
import { measure, scanInbox } from '../../queues/scan.ts';
import { articleFolder, MANIFEST } from '../../shared/archive-layout.ts';
import { entryKey } from '../../shared/catalog-entries.ts';
import { ARTICLE, savedArticle } from '../helpers/articles.ts';
import { openTestHome, type TestHome } from '../helpers/home.ts';

/** The first bytes of a PNG are enough to be a picture for the inbox. */
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

describe('the inbox', () => {
  let home: TestHome;

  beforeEach(async () => {
    home = await openTestHome();
  });
  afterEach(async () => {
    await home.close();
  });

  const inbox = (name: string) => join(home.config.inbox, name);
  async function drop(name: string, content: string | Uint8Array = savedArticle()): Promise<void> {
    await mkdir(join(inbox(name), '..'), { recursive: true });
    await writeFile(inbox(name), content);
  }
  /** As the publish stage leaves it. */
  async function publish(receipt = ''): Promise<void> {
    const path = `${articleFolder(ARTICLE)}/index.html`;
    for (const key of [path, `${articleFolder(ARTICLE)}/${MANIFEST}`, entryKey(ARTICLE)])
      await home.archive.write(key, 'published');
    await home.end(receipt, { outcome: 'published', id: ARTICLE, path });
  }
  const only = () => {
    const [receipt] = home.intake.book.all();
    if (!receipt) throw new Error('nothing was accepted');
    return receipt;
  };
  const accepted = () =>
    home.intake.book
      .all()
      .map(({ file }) => file.path)
      .sort();

  it('looks again as soon as a file may be settled', async () => {
    const home = await openTestHome({ OFFPRINT_SETTLE_MS: '200' });
    await writeFile(join(home.config.inbox, 'a.md'), savedArticle());
    await home.after(1_000);
    await home.after(199);
    expect(home.intake.book.all()).toEqual([]);
    // On a slow machine a look waits a little; but never for the next look in the ordinary way, after 500.
    const taken = () => home.intake.book.all().length;
    for (let more = 0; more < 280 && taken() === 0; more += 40) await home.after(40);
    expect(taken()).toBe(1);
    await home.close();
  });

  it('does not look for more while more wait than can be under way', async () => {
    const home = await openTestHome({}, 'javascript');
    const put = (name: string) =>
      writeFile(join(home.config.inbox, name), savedArticle({ title: name }));
    for (let n = 100; n < 350; n += 1) await put(`${n}.md`);
    await home.settle();
    // As many as the JavaScript store bears.
    expect([home.intake.book.open().length, home.intake.waiting]).toEqual([100, 150]);
    await put('late.md');
    await home.after(10_000);
    expect(home.intake.waiting).toBe(150);
    for (const { receipt } of home.intake.book.open().slice(0, 60))
      await home.end(receipt, { outcome: 'published', id: 'a'.repeat(21) });
    expect(home.intake.waiting).toBe(91);
    await home.close();
  });

  it('takes a file after two looks at which it was the same, and starts it on its way', async () => {
    await drop('a.md');
    await home.after(1_000);
    expect(accepted()).toEqual([]);
    await home.after(home.config.settle);
    expect(accepted()).toEqual(['a.md']);
    expect(await home.files('inbox')).toEqual([]);
    expect(await home.files('processing')).toEqual([`${only().receipt}/a.md`]);
    const [job] = await home.queues.producer.queue('ingest').getWaiting();
    expect(job?.data).toEqual({ receipt: only().receipt, generation: 0, format: 1 });
    expect(
      await home.ledger.state.read(
        `sources/${only().file.sha256?.slice(0, 2)}/${only().file.sha256}`,
      ),
    ).toEqual(Buffer.from(savedArticle()));
  });

  it('row 2: never takes a file that still grows, however long the writer pauses', async () => {
    await drop('slow.md', 'first half');
    await home.after(1_000);
    await home.after(home.config.settle - 1_500);
    await writeFile(inbox('slow.md'), 'first half, second half');
    await home.after(1_500);
    await home.after(home.config.settle - 500);
    expect(accepted()).toEqual([]);
    await home.after(1_500);
    expect(accepted()).toEqual(['slow.md']);
  });

  it('puts files that lie there at the start to the same test', async () => {
    await drop('early.md');
    await home.restart();
    await home.after(1_000);
    expect(accepted()).toEqual([]);
    await home.settle();
    expect(accepted()).toEqual(['early.md']);
  });

  it('row 1: waits a minute for an empty file to be filled, then refuses it', async () => {
    await drop('placeholder.html', '');
    await home.settle();
    expect(accepted()).toEqual([]);
    await home.after(60_000);
    expect(only().ends['']).toMatchObject({ outcome: 'failed', code: 'E_EMPTY' });
    expect(await home.files('failed')).toEqual([
      'placeholder.html',
      'placeholder.html.reason.json',
    ]);
  });

  it('row 3: says nothing of a file that is gone before it is claimed', async () => {
    await drop('gone.md');
    await home.after(1_000);
    await rm(inbox('gone.md'));
    await home.settle();
    expect(accepted()).toEqual([]);
  });

  it('row 4: takes a file that was deleted and made again between two looks', async () => {
    await drop('again.md', 'one');
    await home.after(1_000);
    await rm(inbox('again.md'));
    await drop('again.md', 'two');
    await home.settle();
    expect(accepted()).toEqual(['again.md']);
  });

  it.each([
    'a.part',
    'b.crdownload',
    '~$x.md',
    '.DS_Store',
    '._x',
    'Thumbs.db',
    'c.tmp',
    '@eaDir/x.md',
    'd.md.reason.json',
  ])('row 5: leaves %s alone', async (name) => {
    await drop(name);
    await home.settle();
    expect(accepted()).toEqual([]);
    expect((await stat(inbox(name))).isFile()).toBe(true);
  });

  it('rows 6 and 7: neither follows links nor moves them', async () => {
    const outside = join(home.config.home, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'secret.md'), savedArticle());
    await symlink(join(outside, 'secret.md'), inbox('link.md'));
    await symlink(outside, inbox('folder'));
    await home.settle();
    expect(accepted()).toEqual([]);
    expect(await home.files('inbox')).toEqual(['folder', 'link.md']);
  });

  it('row 8: does not open pipes and devices', async () => {
    execFileSync('mkfifo', [inbox('pipe.md')]);
    await home.settle();
    expect(accepted()).toEqual([]);
    expect(await home.files('inbox')).toEqual(['pipe.md']);
  });

  it('row 9: names a file it may not read, takes it when that changes, and refuses it after a day', async () => {
    await drop('mine.md');
    await drop('closed.md');
    await chmod(inbox('mine.md'), 0o000);
    await chmod(inbox('closed.md'), 0o000);
    await asNobody(home.config.home, async () => {
      await home.settle();
      expect(home.intake.unreadable).toEqual(['closed.md', 'mine.md']);
      expect(accepted()).toEqual([]);
      await chmod(inbox('mine.md'), 0o644);
      await home.settle();
      expect(home.intake.unreadable).toEqual(['closed.md']);
      expect(accepted()).toEqual(['mine.md']);
      await home.after(24 * 3_600_000);
      await home.after(1_000);
      expect(home.intake.unreadable).toEqual([]);
    });
    expect(await home.files('failed')).toEqual(['closed.md', 'closed.md.reason.json']);
    const reason = await readFile(join(home.config.failed, 'closed.md.reason.json'), 'utf8');
    expect(JSON.parse(reason)).toMatchObject({ file: 'closed.md', code: 'E_PERM' });
  });

  it('row 9: a picture it may not read stops nobody', async () => {
    await drop('page.html', '<title>A page</title><p>Some text.</p>');
    await drop('page_files/closed.png', PNG);
    await chmod(inbox('page_files/closed.png'), 0o000);
    await asNobody(home.config.home, () => home.settle());
    expect(accepted()).toEqual(['page.html']);
  });

  it('row 10: takes a folder of files and keeps its name as collection', async () => {
    for (let n = 0; n < 30; n += 1)
      await drop(`法广/2020/${n}.md`, savedArticle({ title: `${n}` }));
    await home.settle();
    expect(accepted()).toHaveLength(30);
    expect(only().file.collection).toBe('法广/2020');
    await home.end(only().receipt, { outcome: 'published' });
    expect(await home.files('done')).toEqual([only().file.path]);
  });

  it('row 11: takes no more than the store can bear, and leaves the rest in the inbox', async () => {
    await home.close();
    home = await openTestHome({}, 'javascript');
    for (let n = 0; n < 130; n += 1) await drop(`${n}.md`, savedArticle({ title: `${n}` }));
    await home.settle();
    expect(home.intake.book.inFlight()).toBe(100);
    expect(await home.files('inbox')).toHaveLength(30);
    for (const { receipt } of home.intake.book.open().slice(0, 50)) {
      await home.ledger.receipts.end(
        { receipt, generation: 0 },
        inboxEnd({ outcome: 'published' }),
      );
    }
    await home.after(10_000);
    expect(await home.files('inbox')).toEqual([]);
    expect(home.intake.book.inFlight()).toBe(80);
  });

  it('row 12: refuses a huge file without reading it', async () => {
    await drop('huge.html', 'x');
    await truncate(inbox('huge.html'), 2 * 1024 ** 3);
    await home.settle();
    expect(only().ends['']).toMatchObject({ outcome: 'failed', code: 'E_TOO_LARGE' });
    expect(only().ends['']?.message).toBe('huge.html has 2048.0 MB; an article has at most 10 MB.');
    expect(await home.ledger.state.list('sources')).toEqual([]);
    const reason = JSON.parse(
      await readFile(join(home.config.failed, 'huge.html.reason.json'), 'utf8'),
    );
    expect(reason).toMatchObject({
      file: 'huge.html',
      code: 'E_TOO_LARGE',
      stage: 'inbox',
      attempts: 1,
    });
    expect(reason.next).toMatch(/\.$/);
  });

  it.each(['two\nlines.md', '-rf.md', 'with space.md', '😀.md', '全角　名前.md', '“quotes”.md'])(
    'row 13: takes a file named %j and gives it back by that name',
    async (name) => {
      await drop(name);
      await home.settle();
      await home.end(only().receipt, { outcome: 'published' });
      expect(await home.files('done')).toEqual([name]);
    },
  );

  it('row 14: takes a name that is not UTF-8, records it as hex, and gives the file back by its bytes', async () => {
    const raw = Buffer.concat([
      Buffer.from(`${home.config.inbox}/`),
      Buffer.from([0xc4, 0xe3, 0xba, 0xc3]),
      Buffer.from('.md'),
    ]);
    await writeFile(raw, savedArticle());
    await home.settle();
    expect(only().file.name).toBe('c4e3bac32e6d64');
    expect(only().file.warnings).toMatchObject([{ code: 'W_NAME_BYTES' }]);
    await home.end(only().receipt, { outcome: 'published' });
    const back = Buffer.concat([
      Buffer.from(`${home.config.done}/`),
      Buffer.from([0xc4, 0xe3, 0xba, 0xc3]),
      Buffer.from('.md'),
    ]);
    expect((await stat(back)).isFile()).toBe(true);
  });

  it('row 15: a name of 255 bytes fits everywhere, cut at a character where it must be', async () => {
    const name = `${'字'.repeat(84)}.md`;
    expect(Buffer.byteLength(name)).toBe(255);
    await drop(name, '');
    await home.settle();
    await home.after(60_000);
    const [file = '', reason = ''] = await home.files('failed');
    expect([file, reason]).toContain(name);
    const named = [file, reason].find((one) => one.endsWith('.reason.json')) ?? '';
    expect(named).toMatch(/^字+~[0-9a-f]{8}\.md\.reason\.json$/);
    const { file: whole } = JSON.parse(await readFile(join(home.config.failed, named), 'utf8'));
    expect(whole).toBe(name);
  });

  it('rows 16 and 17: of equal files the first accepted goes its way, the others wait and are duplicates', async () => {
    await drop('é.md'.normalize('NFC'));
    await drop('é.md'.normalize('NFD'));
    await drop('z-copy.md');
    await home.settle();
    expect(await home.queues.producer.queue('ingest').getWaitingCount()).toBe(1);
    const [first] = home.intake.book.all().filter(({ sameAs }) => sameAs === null);
    await publish(first?.receipt);
    expect(countReceipts(home.intake.book.all())).toMatchObject({
      accepted: 3,
      published: 1,
      duplicates: 2,
      inFlight: 0,
    });
    await drop('later.md');
    await home.settle();
    expect(countReceipts(home.intake.book.all())).toMatchObject({ accepted: 4, duplicates: 3 });
  });

  it('lets the next of equal files try when the first fails', async () => {
    await drop('a.md');
    await drop('b.md');
    await home.settle();
    const [first, second] = [...home.intake.book.all()].sort((a, b) => a.order - b.order);
    await home.end(first?.receipt ?? '', { outcome: 'failed', code: 'E_CRASH' });
    expect(home.intake.book.get(second?.receipt ?? '')?.sameAs).toBeNull();
    const waiting = await home.queues.producer.queue('ingest').getWaiting();
    expect(waiting.map(({ data }) => data.receipt)).toContain(second?.receipt);
  });

  const byOrder = () => [...home.intake.book.all()].sort((a, b) => a.order - b.order);
  const waiting = async () => {
    const jobs = await home.queues.producer.queue('ingest').getWaiting();
    return jobs.map(({ data }) => data.receipt);
  };

  it('lets equal files try one after the other, of which only the next is written down', async () => {
    for (const name of ['a.md', 'b.md', 'c.md', 'd.md']) await drop(name);
    await home.settle();
    const [first, second, third, fourth] = byOrder().map(({ receipt }) => receipt);
    await home.end(first ?? '', { outcome: 'failed', code: 'E_CRASH' });
    expect(await waiting()).toEqual([first, second]);
    await home.end(second ?? '', { outcome: 'failed', code: 'E_CRASH' });
    expect(await waiting()).toEqual([first, second, third]);
    const stored = await home.ledger.receipts.read(fourth ?? '');
    expect(stored).toMatchObject({ sameAs: first, ends: {} });
    // What is not written down shows again after a crash.
    await home.restart();
    await publish(third);
    expect(countReceipts(byOrder())).toMatchObject({ published: 1, duplicates: 1, inFlight: 0 });
  });

  it('fails equal files together where their bytes are to blame, unless their names end differently', async () => {
    for (const name of ['a.html', 'b.html', 'c.HTML', 'd.md']) await drop(name);
    await home.settle();
    const [first, , , other] = byOrder().map(({ receipt }) => receipt);
    const why = { code: 'E_NOT_HTML', message: 'It is a picture.', stage: 'ingest' };
    await home.end(first ?? '', { outcome: 'failed', ...why });
    const failed = byOrder().filter(({ settled }) => settled?.folder === 'failed');
    expect(failed.map(({ file }) => file.path)).toEqual(['a.html', 'b.html', 'c.HTML']);
    for (const { ends } of failed) expect(ends['']).toMatchObject(why);
    expect(await waiting()).toEqual([first, other]);
    expect(await home.files('failed')).toContain('c.HTML.reason.json');
  });

  it('lets one of them that is tried again try for itself', async () => {
    for (const name of ['a.html', 'b.html']) await drop(name);
    await home.settle();
    const [first, second] = byOrder().map(({ receipt }) => receipt);
    await home.end(first ?? '', { outcome: 'failed', code: 'E_NOT_HTML', message: '' });
    await rm(join(home.config.failed, 'b.html.reason.json'));
    await rename(join(home.config.failed, 'b.html'), inbox('b.html'));
    await home.settle();
    expect(await waiting()).toEqual([first, second]);
  });

  it.each(['index.html', MANIFEST, 'entry'])(
    'runs an equal drop whose article has lost its %s since',
    async (lost) => {
      await drop('a.md');
      await home.settle();
      await publish(only().receipt);
      await home.archive.remove(
        lost === 'entry' ? entryKey(ARTICLE) : `${articleFolder(ARTICLE)}/${lost}`,
      );
      await drop('b.md');
      await home.settle();
      expect(countReceipts(home.intake.book.all())).toMatchObject({ published: 1, inFlight: 1 });
    },
  );

  it('counts an equal drop after a published one as another drop', async () => {
    await drop('a.md');
    const time = new Date('2020-07-01T00:00:00Z');
    await utimes(inbox('a.md'), time, time);
    await home.settle();
    await publish(only().receipt);
    await drop('a.md');
    await utimes(inbox('a.md'), time, time);
    await home.settle();
    expect(countReceipts(home.intake.book.all())).toMatchObject({
      accepted: 2,
      published: 1,
      duplicates: 1,
    });
    expect(await home.files('done')).toEqual(['a (2).md', 'a.md']);
  });

  it('row 65: a failed file moved back is tried again as the next generation, and its reason goes', async () => {
    await drop('sub/a.md');
    await home.settle();
    const { receipt } = only();
    await home.end(receipt, { outcome: 'failed', code: 'E_NO_CONTENT', message: 'No text.' });
    expect(await home.files('failed')).toEqual(['sub/a.md', 'sub/a.md.reason.json']);
    await rename(join(home.config.failed, 'sub/a.md'), inbox('sub/a.md'));
    await home.settle();
    expect(await home.files('failed')).toEqual([]);
    expect(home.intake.book.get(receipt)).toMatchObject({ generation: 1, ends: {}, settled: null });
    const jobs = await home.queues.producer.queue('ingest').getWaiting();
    expect(jobs.map(({ data }) => data)).toContainEqual({ receipt, generation: 1, format: 1 });
    expect(countReceipts(home.intake.book.all())).toMatchObject({
      accepted: 1,
      failed: 0,
      inFlight: 1,
    });
  });

  it('forgets a failure whose file was mended and dropped again', async () => {
    await drop('a.md', 'broken');
    await home.settle();
    await home.end(only().receipt, { outcome: 'failed', code: 'E_NO_CONTENT' });
    await rm(join(home.config.failed, 'a.md'));
    await drop('a.md', savedArticle());
    await home.settle();
    expect(await home.files('failed')).toEqual([]);
    expect(countReceipts(home.intake.book.all())).toMatchObject({
      accepted: 1,
      failed: 0,
      inFlight: 1,
    });
  });

  it('retry of equal files that failed is the next generation of each', async () => {
    await drop('a.md');
    await drop('b.md');
    await home.settle();
    for (const name of ['a.md', 'b.md']) {
      const found = home.intake.book.all().find(({ file }) => file.name === name);
      await home.end(found?.receipt ?? '', { outcome: 'failed', code: 'E_HTTP_404' });
    }
    await retryFailed(home.intake.book.failed(), { all: true }, home.config);
    await home.after(10_000);
    expect(home.intake.book.all().map(({ generation }) => generation)).toEqual([1, 1]);
  });

  it('tries a failed file again that had been claimed when the process died', async () => {
    await drop('a.md');
    await home.settle();
    const { receipt } = only();
    await home.end(receipt, { outcome: 'failed', code: 'E_CRASH', message: '' });
    await rm(join(home.config.failed, 'a.md.reason.json'));
    await rename(join(home.config.failed, 'a.md'), inbox('a.md'));
    const [file] = await scanInbox(home.config.inbox);
    if (!file) throw new Error('the inbox is empty');
    await claim(home.config.processing, { receipt, file, generation: 1 });
    await home.restart();
    expect(only()).toMatchObject({ generation: 1, settled: null });
    expect(await home.files('failed')).toEqual([]);
  });

  it('retry puts failed files back to be taken at once', async () => {
    await drop('a.md');
    await home.settle();
    await home.end(only().receipt, { outcome: 'failed', code: 'E_NO_CONTENT' });
    expect((await retryFailed([only()], { all: true }, home.config)).files).toHaveLength(1);
    await home.after(1_000);
    expect(only().generation).toBe(1);
  });

  it('takes what add has put there at once, with its time and its folders', async () => {
    const folder = join(home.config.home, 'given');
    await mkdir(join(folder, 'BBC'), { recursive: true });
    await writeFile(join(folder, 'BBC/a.md'), savedArticle());
    const time = new Date('2020-07-01T00:00:00Z');
    await utimes(join(folder, 'BBC/a.md'), time, time);
    const added = await addToInbox(home.config.inbox, (await findAdditions([folder])).additions);
    expect(added).toEqual(['BBC/a.md']);
    await home.after(1_000);
    expect(only().file).toMatchObject({
      path: 'BBC/a.md',
      collection: 'BBC',
      modified: time.getTime(),
    });
    expect((await stat(join(folder, 'BBC/a.md'))).isFile()).toBe(true);
  });

  it('takes nothing of a batch that is still being moved: a page and its folder never get apart', async () => {
    // As add leaves it in the middle of its moves, the list written and the folder still there.
    const batch = inbox('.add/1234');
    await mkdir(batch, { recursive: true });
    await drop('page_files/frame.html', '<html><body><p>Frame</p></body></html>');
    await drop('other.html', '<html><body><p>Other</p></body></html>');
    await drop('.add/1234/0', '<html><body><p>Text</p></body></html>');
    await drop('.add/1234/1', PNG);
    const whole = ['page_files/frame.html', 'other.html', '.add/1234/0', '.add/1234/1'];
    const marks = await Promise.all(
      whole.map(async (name) => measure(await lstat(inbox(name), { bigint: true })).mark),
    );
    await writeFile(`${batch}.list`, JSON.stringify(marks));
    await home.settle();
    expect(accepted()).toEqual([]);
    expect(home.intake.waiting).toBe(2);

    await rename(`${batch}/1`, inbox('other.png'));
    await home.after(1_000);
    expect(accepted()).toEqual([]);

    await rename(`${batch}/0`, inbox('page.html'));
    await rm(batch, { recursive: true });
    await home.after(1_000);
    expect(accepted()).toEqual(['other.html', 'page.html']);
    expect(await home.files('inbox')).toEqual([]);
  });

  it('does not wait for ever for a batch whose mover died', async () => {
    await drop('.add/1234/0', 'never moved');
    await drop('a.md');
    const { mark } = measure(await lstat(inbox('a.md'), { bigint: true }));
    await writeFile(inbox('.add/1234.list'), JSON.stringify([mark]));
    await home.after(1_000);
    expect(accepted()).toEqual([]);
    await home.after(60_000);
    expect(accepted()).toEqual(['a.md']);
  });

  it('add leaves a page and its folder together, the page last', async () => {
    const given = join(home.config.home, 'given');
    await mkdir(join(given, 'page_files'), { recursive: true });
    await writeFile(join(given, 'page.html'), '<html><body><p>Text</p></body></html>');
    await writeFile(join(given, 'page_files/frame.html'), '<html><body><p>Frame</p></body></html>');
    const paths = [join(given, 'page.html'), join(given, 'page_files')];
    expect(await addToInbox(home.config.inbox, (await findAdditions(paths)).additions)).toEqual([
      'page.html',
      'page_files/frame.html',
    ]);
    const moves = pagesLast((await findAdditions(paths)).additions).map(([, { name }]) =>
      name.toString(),
    );
    expect(moves).toEqual(['frame.html', 'page.html']);
    await home.after(1_000);
    expect(accepted()).toEqual(['page.html']);
  });

  it('never replaces a file of the same name that waits in the inbox', async () => {
    await drop('a.md', 'waiting');
    const given = join(home.config.home, 'a.md');
    await writeFile(given, 'added');
    expect(await addToInbox(home.config.inbox, (await findAdditions([given])).additions)).toEqual([
      'a (2).md',
    ]);
    expect(await readFile(inbox('a.md'), 'utf8')).toBe('waiting');
  });

  it('keeps companions until the articles have ended, then moves them to done', async () => {
    await drop('page.html', '<html><body><p>Text</p></body></html>');
    await drop('page_files/style.css', 'p {}');
    await drop('page_files/a.png', PNG);
    await drop('beside.png', PNG);
    await home.settle();
    expect(accepted()).toEqual(['page.html']);
    expect(await home.files('inbox')).toEqual([]);
    expect(await home.files('done')).toEqual([]);
    await home.end(only().receipt, { outcome: 'published' });
    await home.after(10_000);
    expect(await home.files('done')).toEqual([
      'beside.png',
      'page.html',
      'page_files/a.png',
      'page_files/style.css',
    ]);
    expect(await home.files('processing')).toEqual([]);
  });

  it('finds companions again after a crash', async () => {
    await drop('page.html', '<html><body><p>Text</p></body></html>');
    await drop('beside.png', PNG);
    await home.settle();
    await home.restart();
    await home.end(only().receipt, { outcome: 'published' });
    await home.settle();
    expect(await home.files('done')).toEqual(['beside.png', 'page.html']);
  });

  it('deletes what is done where the settings say so', async () => {
    await home.close();
    home = await openTestHome({ OFFPRINT_DONE: 'delete' });
    await drop('a.md');
    await home.settle();
    await home.end(only().receipt, { outcome: 'published' });
    expect(await home.files('done')).toEqual([]);
    expect(await home.files('processing')).toEqual([]);
  });

  it('takes nothing while the disk is nearly full, says so, and goes on when there is room', async () => {
    await home.close();
    home = await openTestHome({ OFFPRINT_MIN_FREE: '900000GB' });
    await drop('a.md');
    await home.settle();
    expect(accepted()).toEqual([]);
    expect(home.intake.paused?.message).toMatch(/OFFPRINT_MIN_FREE/);
    home.config.minFree = 0;
    await home.restart();
    await home.settle();
    expect(home.intake.paused).toBeNull();
  });

  it('takes nothing while the archive is not there', async () => {
    await rename(home.config.archive, `${home.config.archive}-away`);
    await mkdir(home.config.archive);
    await drop('a.md');
    await home.settle();
    expect(accepted()).toEqual([]);
    expect(home.intake.paused?.reason).toBe('archive');
    await rm(home.config.archive, { recursive: true });
    await rename(`${home.config.archive}-away`, home.config.archive);
    await home.settle();
    expect(accepted()).toEqual(['a.md']);
  });

  it('starts an article again at once that has lost what it had become', async () => {
    await drop('a.md', savedArticle());
    await home.settle();
    const { receipt } = only();
    await home.ledger.receipts.lost({ receipt, generation: 0 });
    await home.after(0);
    expect(only()).toMatchObject({ generation: 1, ends: {}, settled: null });
    const jobs = await home.queues.producer.queue('ingest').getJobs();
    expect(jobs.map(({ data }) => data)).toContainEqual({ receipt, generation: 1, format: 1 });
    // Told twice: it has been started again already.
    await home.ledger.receipts.lost({ receipt, generation: 0 });
    await home.after(0);
    expect(only().generation).toBe(1);
  });

  it('adds jobs again after the store has lost them, with the next generation', async () => {
    await drop('a.md');
    await home.settle();
    const { redis } = home.queues.producer;
    for await (const keys of redis.scanStream({ match: `${home.queues.prefix}:*` })) {
      if (keys.length > 0) await redis.del(keys);
    }
    await home.after(2_000);
    expect(only().generation).toBe(1);
    const [job] = await home.queues.producer.queue('ingest').getWaiting();
    expect(job?.data).toEqual({ receipt: only().receipt, generation: 1, format: 1 });
  });

  it('leaves alone what has a job', async () => {
    await drop('a.md');
    await home.settle();
    await home.restart();
    await home.after(40_000);
    expect(only().generation).toBe(0);
  });

  it('settles a file of many addresses when the last has ended, and names each that failed', async () => {
    await drop('list.txt', 'https://a.example/1\nhttps://a.example/2\n');
    await home.settle();
    const { receipt } = only();
    await home.ledger.receipts.holdsMany({ receipt, generation: 0 }, 2);
    await home.end(`${receipt}.0`, { outcome: 'published' });
    expect(countReceipts(home.intake.book.all())).toMatchObject({
      accepted: 2,
      published: 1,
      inFlight: 1,
    });
    await home.end(`${receipt}.1`, {
      outcome: 'failed',
      code: 'E_HTTP_410',
      message: 'Gone for good.',
    });
    const reason = JSON.parse(
      await readFile(join(home.config.failed, 'list.txt.reason.json'), 'utf8'),
    );
    expect(reason.message).toBe('1 of 2 addresses failed. Gone for good.');
    expect(reason.failures).toHaveLength(1);
  });
});

/** Root may read everything: so acts as the user nobody, where the tests run as root. */
async function asNobody(home: string, act: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return act();
  execFileSync('chown', ['-R', '65534', home]);
  process.seteuid?.(65_534);
  try {
    await act();
  } finally {
    process.seteuid?.(0);
  }
}
