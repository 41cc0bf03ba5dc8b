import { describe, expect, it, vi } from 'vitest';
import { wishedAgain } from '../../queues/again.ts';
import { type LostPictures, readLost, writeLost } from '../../queues/rescue-list.ts';
import { PermanentError, TransientError } from '../../shared/errors.ts';
import { NoTurn } from '../../shared/host-turn.ts';
import { shrink } from '../../shared/image.ts';
import { triesOf } from '../../workers/images/tries.ts';
import { images } from '../../workers/images.ts';
import { rescue } from '../../workers/rescue.ts';
import { type TestContextOptions, testContext, type Web } from '../helpers/context.ts';
import { blots } from '../helpers/pictures.ts';
import { articleWith } from './images/articles.ts';

const REF = 'f00000000000000000001';
const CAT = 'https://img.test/cat.jpg';
const WIDE = 'https://img.test/cat-1600.jpg';
const archived = (url: string) => `https://archive.test/web/20200716201500im_/${url}`;
const cat = await blots('cat', 600, 400).jpeg().toBuffer();
const limits = {
  picture: 2_000,
  article: 10_000,
  pauses: [0, 0] as [number, number],
  patience: 0,
  all: 60_000,
};

const lost = (overrides: Partial<LostPictures> = {}): LostPictures => ({
  ref: REF,
  timestamp: '20200716201500',
  pictures: [{ source: '/cat.jpg', candidates: [WIDE, CAT] }],
  visits: 0,
  notBefore: 0,
  ...overrides,
});

function lane(options: TestContextOptions = {}) {
  const context = testContext({ pieces: { shrink }, ...options });
  const turn = options.enterHost ?? (async () => async () => {});
  return {
    ...context,
    sources: ['https://archive.test/web/{timestamp}im_/{url}'],
    enterHost: (visit: Parameters<typeof turn>[0]) => turn(visit, 0),
  };
}

describe('the slow lane', () => {
  it('finds a picture in an archive, and the article shows it when it runs again', async () => {
    const web: Web = { [archived(CAT)]: cat };
    const context = lane({ web });
    await writeLost(context.state, lost());
    await rescue(lost(), context);
    expect(context.requests).toEqual([archived(WIDE), archived(CAT)]);
    expect([...(await wishedAgain(context.state))]).toEqual([[REF, { why: 'rescued', since: 0 }]]);
    expect(await readLost(context.state, REF)).toBeNull();
    expect(await triesOf(context.state, REF)).toMatchObject([
      { address: archived(WIDE), code: 'E_HTTP_404', bytes: 0 },
      { address: archived(CAT), code: null, status: 200, bytes: cat.length },
    ]);

    context.requests.length = 0;
    const { pictures, warnings } = await images(articleWith([WIDE, CAT]), context, limits);
    expect(pictures).toMatchObject([
      {
        status: 'rescued',
        from: archived(CAT),
        archived: '2020-07-16T20:15:00Z',
        reason: null,
        width: 600,
      },
    ]);
    expect(warnings).toEqual([]);
    expect(context.requests).toEqual([]);
    expect(context.archive.files.get(pictures[0]?.original ?? '')).toEqual(cat);
    expect([...context.state.files.keys()].filter((key) => key.includes('/bytes/'))).toEqual([]);
    expect((await images(articleWith([WIDE, CAT]), context, limits)).pictures).toEqual(pictures);
  });

  it('tells when the archive had saved it, where that is another moment', async () => {
    const url = 'https://archive.test/web/20191231235959im_/https://img.test/cat.jpg';
    const context = lane({ web: { [archived(CAT)]: { bytes: cat, url } } });
    await rescue(lost({ pictures: [{ source: '', candidates: [CAT] }] }), context);
    const { pictures } = await images(articleWith(CAT), context, limits);
    expect(pictures[0]).toMatchObject({ archived: '2019-12-31T23:59:59Z', from: url });
  });

  it.each([
    ['is in no archive', new PermanentError('E_HTTP_404')],
    ['is a page there', '<!doctype html><p>Not archived.</p>'],
  ])('asks once a week for what %s', async (_, answer) => {
    const context = lane({ web: { [archived(CAT)]: answer, [archived(WIDE)]: answer } });
    await rescue(lost(), context);
    await rescue(lost(), context);
    expect(context.requests).toHaveLength(2);
    expect(await readLost(context.state, REF)).toBeNull();
    expect((await wishedAgain(context.state)).size).toBe(0);
    expect(context.archive.files.size).toBe(0);
  });

  it('comes again to archives in trouble, later and later, five times at most', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_600_000_000_000 });
    const trouble = new TransientError('E_TIMEOUT');
    const context = lane({ web: { [archived(CAT)]: trouble, [archived(WIDE)]: trouble } });
    const delays: number[] = [];
    let next: LostPictures | null = lost();
    while (next) {
      await rescue(next, context);
      next = await readLost(context.state, REF);
      if (next) delays.push((next.notBefore - Date.now()) / 60_000);
    }
    vi.useRealTimers();
    expect(delays).toEqual([10, 20, 40, 80]);
    expect(context.requests).toHaveLength(5 * 2);
  });

  it('waits for its turn, and then asks only for what it has not asked for', async () => {
    let turns = 1;
    const enterHost = async () => {
      turns -= 1;
      if (turns < 0) throw new NoTurn('E_HTTP_429', 60_000);
      return async () => {};
    };
    const context = lane({ web: { [archived(CAT)]: cat }, enterHost });
    await expect(rescue(lost(), context)).rejects.toMatchObject({ delay: 60_000 });
    turns = 10;
    await rescue(lost(), context);
    expect(context.requests).toEqual([archived(WIDE), archived(CAT)]);
  });
});
