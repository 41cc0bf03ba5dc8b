import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHeartbeat } from '../../queues/heartbeat.ts';
import { codes } from '../../shared/codes.ts';
import { chineseCodes } from '../../web/dashboard/codes-zh.ts';
import { type PartName, partNames } from '../../web/dashboard/parts.ts';
import { failureGroups } from '../../web/failures.ts';
import { search } from '../../web/journeys.ts';
import { pace } from '../../web/pace.ts';
import { receiptOf } from './receipts.ts';
import { openSite, type Site, TOKEN } from './site.ts';

const bearer = { authorization: `Bearer ${TOKEN}` };

describe('the dashboard', () => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite({});
    const { book } = site.intake;
    await book.put(receiptOf({ file: '港口.md', title: '港口周一重新开放' }));
    await book.put(receiptOf({ file: '坏.pdf', code: 'E_NOT_HTML' }));
    await book.put(receiptOf({ file: '路上.md', open: true }));
    site.intake.waiting = 14_997;
  });
  afterAll(async () => {
    await site.close();
  });
  const page = async (path: string, language = 'en') =>
    (await site.ask(path, { ...bearer, 'accept-language': language })).body;

  it('shows at a glance where everything is, without a script', async () => {
    const body = textOf(await page('/dashboard'));
    expect(body).toMatch(/Inbox 14,997/);
    expect(body).toMatch(/3 accepted = 1 published \+ 0 duplicates \+ 1 failed \+ 1 under way/);
    for (const stage of ['Ingest', 'Parse', 'Images', 'Metadata', 'Publish']) {
      expect(body).toMatch(new RegExp(`${stage} waiting 0 active 0 put off 0 done 0 failed \\d`));
    }
    expect(body).toMatch(/Ingest .{20,70} failed 1 .*Parse .{20,70} failed 0/);
    expect(body).toMatch(/1 The file is not a page.*E_NOT_HTML What to do: Save the article/);
    expect(body).toContain('No worker is alive');
  });

  it('speaks Chinese to whoever reads Chinese, and stays with what was chosen', async () => {
    const body = textOf(await page('/dashboard', 'zh-TW,zh;q=0.9,en;q=0.5'));
    expect(body).toMatch(/收件箱 14,997/);
    expect(body).toMatch(/3 已收 = 1 已发布 \+ 0 重复 \+ 1 失败 \+ 1 进行中/);
    expect(body).toMatch(/文件不是网页、保存的文章或文本。 E_NOT_HTML 怎么办/);
    const chosen = await site.ask('/dashboard?lang=zh', bearer);
    const [cookie = ''] = chosen.headers['set-cookie'] ?? [];
    const later = await site.ask('/dashboard', { ...bearer, cookie: cookie.split(';')[0] ?? '' });
    expect(later.body).toContain('<html lang="zh-Hans">');
  });

  it('says the live workers, wherever they are', async () => {
    const { producer, prefix } = site.queues;
    const stop = startHeartbeat({
      redis: producer.redis,
      prefix,
      stages: ['images'],
      children: 2,
    });
    await expect
      .poll(async () => JSON.parse((await site.ask('/api/overview', bearer)).body).workers, {
        timeout: 10_000,
      })
      .toMatchObject([{ pid: process.pid, stages: ['images'], children: 2 }]);
    expect(textOf(await page('/dashboard'))).toMatch(/Images \d+ MB/);
    await stop();
    await expect
      .poll(async () => JSON.parse((await site.ask('/api/overview', bearer)).body).workers, {
        timeout: 10_000,
      })
      .toEqual([]);
  });

  it('finds what became of an article', async () => {
    const one = textOf(await page(`/dashboard?q=${encodeURIComponent('坏.pdf')}`));
    expect(one).toMatch(/1 found .*failed The file is not a page.*Try again/);
    expect(textOf(await page('/dashboard?q=md'))).toMatch(/2 found/);
    expect(textOf(await page('/dashboard?q=nowhere'))).toContain('Nothing is known of “nowhere”.');
    expect((await site.ask('/dashboard/articles/nowhere', bearer)).status).toBe(404);
  });

  it('sends everything first, and then only what has changed', async () => {
    const stream = await listen(site);
    const first = await stream.next();
    expect(Object.keys(first).sort()).toEqual([...partNames].sort());
    await site.intake.book.put(receiptOf({ file: '新.pdf', code: 'E_EMPTY' }));
    const second = await stream.next();
    expect(second.failures).toContain('E_EMPTY');
    expect(Object.keys(second)).not.toContain('recent');
    await stream.close();
  });

  it('is shown while the queue store is away', async () => {
    const away = await openSite({});
    away.queues.producer.redis.disconnect();
    const { body, status } = await away.ask('/dashboard', bearer);
    expect(status).toBe(200);
    expect(body).toContain('The queue store cannot be asked just now.');
    await away.close();
  });
});

describe('failures', () => {
  it('are grouped by code, the largest group first, with the newest of each', () => {
    const many = Array.from({ length: 30 }, (_, n) =>
      receiptOf({
        file: `${n}.pdf`,
        code: 'E_NOT_HTML',
        at: new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString(),
      }),
    );
    const groups = failureGroups([receiptOf({ file: 'a', code: 'E_DNS' }), ...many]);
    expect(groups.map(({ code, count }) => [code, count])).toEqual([
      ['E_NOT_HTML', 30],
      ['E_DNS', 1],
    ]);
    expect(groups[0]?.articles).toHaveLength(20);
    expect(groups[0]?.articles[0]?.file).toBe('29.pdf');
  });

  it('can all be explained in Chinese', () => {
    const ending = Object.keys(codes).filter((code) =>
      /^E_(?!IMAGE|NOT_FETCHED|NO_COMP)/.test(code),
    );
    // Nobody ends with it: it is waited for.
    const missing = ending.filter(
      (code) => code !== 'E_HOST_BUSY' && !Object.hasOwn(chineseCodes, code),
    );
    expect(missing).toEqual([]);
  });
});

describe('how fast it goes', () => {
  const now = Date.UTC(2026, 0, 1, 12);
  const ago = (seconds: number) => new Date(now - seconds * 1_000).toISOString();

  it('is told by what ended in the last two minutes', () => {
    const receipts = [10, 20, 30, 40].map((seconds) =>
      receiptOf({ file: `${seconds}`, title: 'x', at: ago(seconds) }),
    );
    receipts.push(receiptOf({ file: 'old', title: 'x', at: ago(3_600) }));
    expect(pace(receipts, 60, now)).toEqual({ perSecond: 0.1, secondsLeft: 600 });
    expect(pace(receipts, 0, now)?.secondsLeft).toBeNull();
  });

  it('cannot be told where nothing ended', () => {
    expect(pace([receiptOf({ file: 'old', title: 'x', at: ago(3_600) })], 5, now)).toBeNull();
  });
});

describe('a search', () => {
  const receipts = ['港口 Harbour.md', 'ｐｏｒｔ.md', '另一篇.md'].map((file) =>
    receiptOf({ file, title: `题：${file}` }),
  );

  it.each([
    ['harbour', ['港口 Harbour.md']],
    ['PORT', ['ｐｏｒｔ.md']],
    ['题：', ['另一篇.md', '港口 Harbour.md', 'ｐｏｒｔ.md']],
    ['  ', []],
  ])('for "%s" finds %j', (text, files) => {
    expect(
      search(receipts, text)
        .found.map(({ file }) => file)
        .sort(),
    ).toEqual(files.sort());
  });

  it('prefers what is named exactly so', () => {
    const both = [...receipts, receiptOf({ file: 'x/port.md' }), receiptOf({ file: 'port.md' })];
    expect(
      search(both, 'port.md')
        .found.map(({ file }) => file)
        .sort(),
    ).toEqual(['port.md', 'x/port.md']);
  });

  it('does not answer more than can be read', () => {
    const many = Array.from({ length: 80 }, (_, n) => receiptOf({ file: `many-${n}.md` }));
    const { found, more } = search(many, 'many');
    expect([found.length, more]).toEqual([50, true]);
  });
});

/** As somebody reads it: without tags, with single spaces. */
function textOf(page: string): string {
  return page
    .replace(/<style.*?<\/style>|<head.*?<\/head>/gs, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/\s+/g, ' ');
}

/** The live stream, an event at a time. */
async function listen(site: Site) {
  const gone = new AbortController();
  const url = `http://${site.address}/dashboard/live`;
  const { body } = await fetch(url, { headers: bearer, signal: gone.signal });
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async next(): Promise<Partial<Record<PartName, string>>> {
      for (;;) {
        const event = /^event: parts\ndata: (.*)\n\n/.exec(text);
        if (event) {
          text = text.slice(event[0].length);
          return JSON.parse(event[1] ?? '');
        }
        const { value, done } = (await reader?.read()) ?? { done: true };
        if (done) throw new Error('the stream ended');
        text += value;
      }
    },
    async close() {
      gone.abort();
      await reader?.cancel().catch(() => {});
    },
  };
}
