/** With a web from a table. Rows are those of docs/bad-inputs.md. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { wishedAgain } from '../../queues/again.ts';
import { IllustratedArticle } from '../../shared/article.ts';
import type { DownloadOptions } from '../../shared/download.ts';
import { PermanentError, RetryLater, TransientError } from '../../shared/errors.ts';
import { HostRests, type HostVisit, NoTurn } from '../../shared/host-turn.ts';
import { shrink } from '../../shared/image.ts';
import type { PictureLimits } from '../../workers/images/desk.ts';
import { triesOf } from '../../workers/images/tries.ts';
import { images } from '../../workers/images.ts';
import { type TestContextOptions, testContext, type Web } from '../helpers/context.ts';
import { blots, oddPictures } from '../helpers/pictures.ts';
import { articleWith } from './images/articles.ts';

const CAT = 'https://img.test/cat.jpg';
const DOG = 'https://img.test/dog.jpg';
const cat = await blots('cat', 1000, 600).jpeg().toBuffer();
const dog = await blots('dog', 300, 200).png().toBuffer();

const ready = (options: TestContextOptions = {}) => testContext({ pieces: { shrink }, ...options });
const limits: PictureLimits = {
  picture: 2_000,
  article: 10_000,
  pauses: [0, 0],
  patience: 1_000,
  all: 100_000,
};

/** The only picture of an article. */
async function illustrated(candidates: string | string[], options: TestContextOptions = {}) {
  const context = ready(options);
  const { pictures, warnings } = await images(articleWith([candidates].flat()), context, limits);
  const [picture] = pictures;
  if (!picture) throw new Error('the article lost its picture');
  return { picture, warnings, context };
}

describe('images', () => {
  it('keeps the original and a copy per width, under the name of the content', async () => {
    const { picture, context, warnings } = await illustrated(CAT, { web: { [CAT]: cat } });

    const name = picture.sha256?.slice(0, 20);
    const folder = `${name?.slice(0, 2)}/${name}`;
    expect(picture).toMatchObject({
      status: 'stored',
      source: CAT,
      from: CAT,
      reason: null,
      original: `originals/${folder}.jpg`,
      width: 1000,
      height: 600,
    });
    expect(picture.variants.map(({ path }) => path)).toEqual(
      [480, 960, 1000].map((width) => `pictures/${folder}/${width}.webp`),
    );
    expect(context.archive.files.get(picture.original ?? '')).toEqual(cat);
    for (const { path, bytes } of picture.variants) {
      expect(context.archive.files.get(path)?.length).toBe(bytes);
      expect(context.archive.durable).toContain(path);
    }
    expect(context.archive.durable).toContain(picture.original);
    expect(warnings).toEqual([]);
  });

  it('gives what the next stage takes, with the words around the picture', async () => {
    const words = { alt: '一只猫', caption: '猫在窗前。', credit: '本报记者' };
    const found = { candidates: [CAT], source: '/cat.jpg', declared: null, ...words };
    const article = await images(articleWith(found, DOG), ready({ web: { [CAT]: cat } }), limits);
    expect(IllustratedArticle.parse(article)).toEqual(article);
    expect(article.pictures[0]).toMatchObject({ ...words, source: '/cat.jpg' });
  });

  it('stores one content once, whoever uses it and under whatever address', async () => {
    const web = { [CAT]: cat, [DOG]: cat };
    const shrinkOnce = vi.fn(shrink);
    const context = ready({ web, pieces: { shrink: shrinkOnce } });

    const { pictures } = await images(articleWith(CAT, DOG, CAT), context, limits);

    expect(new Set(pictures.map(({ original }) => original)).size).toBe(1);
    expect(context.archive.files.size).toBe(4);
    expect(shrinkOnce).toHaveBeenCalledTimes(1);
    expect(context.requests.sort()).toEqual([CAT, DOG]);
  });

  it('does everything once when it runs twice, and gives the same', async () => {
    const context = ready({ web: { [CAT]: cat }, pieces: { shrink: vi.fn(shrink) } });
    const article = articleWith(CAT, DOG);

    const first = await images(article, context, limits);
    const files = new Map(context.archive.files);
    const second = await images(article, context, limits);

    expect(second).toEqual(first);
    expect(context.archive.files).toEqual(files);
    expect(context.requests).toEqual([CAT, DOG]);
  });

  it('fetches only what it lacks after it was killed between two pictures', async () => {
    const controller = new AbortController();
    const web = {
      [CAT]: cat,
      [DOG]: () => {
        controller.abort(new Error('killed'));
        throw controller.signal.reason;
      },
    };
    const context = ready({ web, signal: controller.signal });
    await images(articleWith(CAT), context, limits);
    await expect(images(articleWith(CAT, DOG), context, limits)).rejects.toThrow('killed');

    const again = ready({ web: { [DOG]: dog } });
    for (const [key, bytes] of context.state.files) await again.state.write(key, bytes);
    for (const [key, bytes] of context.archive.files) await again.archive.write(key, bytes);
    const { pictures } = await images(articleWith(CAT, DOG), again, limits);

    expect(pictures.map(({ status }) => status)).toEqual(['stored', 'stored']);
    expect(again.requests).toEqual([DOG]);
  });

  it('fetches again what the archive has lost, and what is remembered as rubbish', async () => {
    const context = ready({ web: { [CAT]: cat } });
    await images(articleWith(CAT), context, limits);
    for (const key of context.state.files.keys()) await context.state.write(key, '{"half');
    await images(articleWith(CAT), context, limits);
    for (const key of [...context.archive.files.keys()]) await context.archive.remove(key);
    const { pictures } = await images(articleWith(CAT), context, limits);

    expect(context.requests).toEqual([CAT, CAT, CAT]);
    expect(pictures[0]?.variants).toHaveLength(3);
    expect(context.archive.files.size).toBe(4);
  });

  it('makes missing copies anew from the archive, without a request', async () => {
    const context = ready({ web: { [CAT]: cat } });
    const { pictures } = await images(articleWith(CAT), context, limits);
    await context.archive.remove(pictures[0]?.variants[0]?.path ?? '');

    expect((await images(articleWith(CAT), context, limits)).pictures).toEqual(pictures);
    expect(context.requests).toEqual([CAT]);
    expect(context.archive.files.size).toBe(4);

    const narrow = { ...context, settings: { ...context.settings, pictureWidths: [100] } };
    const [picture] = (await images(articleWith(CAT), narrow, limits)).pictures;
    expect(picture?.variants.map(({ width }) => width)).toEqual([100]);
    expect(context.requests).toEqual([CAT]);
  });

  it('records the size of the file that is there, not of the one it would have written', async () => {
    const { picture } = await illustrated(CAT, { web: { [CAT]: cat } });
    const [variant] = picture.variants;
    const archive = { [variant?.path ?? '']: 'an older encoding' };
    const again = await illustrated(CAT, { web: { [CAT]: cat }, archive });
    expect(again.picture.variants[0]?.bytes).toBe('an older encoding'.length);
    expect(again.context.archive.files.get(variant?.path ?? '')?.toString()).toBe(
      'an older encoding',
    );
  });

  it('hands a large picture over in a file, and leaves nothing behind', async () => {
    const large = await blots('large', 1600, 1200).png({ compressionLevel: 0 }).toBuffer();
    const paths: string[] = [];
    const look = async (input: Parameters<typeof shrink>[0]) => {
      if ('path' in input) paths.push(input.path);
      return shrink(input);
    };
    const web = { [CAT]: large };
    const { picture, context } = await illustrated(CAT, { web, pieces: { shrink: look } });
    const [path = ''] = paths;
    expect(path.startsWith(tmpdir())).toBe(true);
    expect(existsSync(dirname(path))).toBe(false);
    expect(context.archive.files.get(picture.original ?? '')?.equals(large)).toBe(true);
  });
});

describe('places to look', () => {
  it('are tried in order: for each candidate, each template', async () => {
    const settings = { pictureSources: ['{url}', 'https://mirror.test/{timestamp}/{host}{path}'] };
    const { picture, context } = await illustrated([CAT, DOG], { settings });
    expect(context.requests).toEqual([
      CAT,
      'https://mirror.test/20200704101500/img.test/cat.jpg',
      DOG,
      'https://mirror.test/20200704101500/img.test/dog.jpg',
    ]);
    expect(picture).toMatchObject({ status: 'missing', reason: 'E_HTTP_404', from: null });
  });

  it('end with the first that has the picture', async () => {
    const { picture, context } = await illustrated([CAT, DOG, 'https://img.test/no.jpg'], {
      web: { [DOG]: dog },
    });
    expect(context.requests).toEqual([CAT, DOG]);
    expect(picture).toMatchObject({ from: DOG, source: CAT });
  });

  it('are asked in the name of the article, for any picture', async () => {
    const web = { [CAT]: vi.fn(() => cat) };
    await illustrated(CAT, { web });
    expect(web[CAT]).toHaveBeenCalledWith(
      expect.objectContaining({
        referer: 'https://news.test/2020/07/story',
        accept: expect.stringMatching(/^image\/\*/),
        maxBytes: 25_000_000,
      }),
    );
  });

  it('beside the article are never sent to a server', async () => {
    const { picture, context } = await illustrated('companion:story_files/cat.jpg', {
      companions: { 'story_files/cat.jpg': cat },
      settings: { pictureSources: ['https://proxy.test/?u={url}'] },
    });
    expect(picture).toMatchObject({ status: 'stored', from: 'companion:story_files/cat.jpg' });
    expect(context.requests).toEqual([]);

    const gone = await illustrated('companion:story_files/cat.jpg');
    expect(gone.picture).toMatchObject({ status: 'missing', reason: 'E_NO_COMPANION' });
  });

  it('on servers are left alone when there are no templates', async () => {
    const settings = { pictureSources: [] };
    const { picture, context } = await illustrated(CAT, { web: { [CAT]: cat }, settings });
    expect(picture).toMatchObject({ status: 'missing', reason: 'E_NOT_FETCHED' });
    expect(context.requests).toEqual([]);

    const companions = { 'cat.jpg': cat };
    const beside = await illustrated([CAT, 'companion:cat.jpg'], { settings, companions });
    expect(beside.picture.status).toBe('stored');
  });

  it.each([
    ['ftp://img.test/cat.jpg', 'E_URL_SCHEME'],
    ['file:///etc/passwd', 'E_URL_SCHEME'],
    ['javascript:alert(1)', 'E_URL_SCHEME'],
    ['cat.jpg', 'E_URL_INVALID'],
  ])('are http and https only: %s (row 55)', async (candidate, reason) => {
    const { picture, context } = await illustrated(candidate);
    expect(picture).toMatchObject({ status: 'missing', reason });
    expect(context.requests).toEqual([]);
  });
});

describe('a data: URL (row 53)', () => {
  const inlined = (bytes: Buffer) => `data:image/png;base64,${bytes.toString('base64')}`;

  it('holds its picture itself', async () => {
    const { picture, context } = await illustrated(inlined(dog), {
      settings: { pictureSources: [] },
    });
    expect(picture).toMatchObject({ status: 'stored', from: 'data:image/png', width: 300 });
    expect(context.archive.files.get(picture.original ?? '')).toEqual(dog);
    expect(context.requests).toEqual([]);
  });

  it('may be written with per cent signs', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
    const { picture } = await illustrated(`DATA:image/svg+xml,${encodeURIComponent(svg)}`);
    expect(picture.original).toMatch(/\.svg$/);
  });

  it.each([
    ['larger than 5 MB', inlined(Buffer.concat([dog, Buffer.alloc(5_000_000)])), 'E_TOO_LARGE'],
    ['50 MB', inlined(Buffer.alloc(50_000_000)), 'E_TOO_LARGE'],
    ['not base64', 'data:image/png;base64,*', 'E_URL_INVALID'],
    ['text', 'data:text/plain,cat', 'W_IMAGE_TYPE'],
  ])('that is %s is a missing picture', async (_, url, reason) => {
    const { picture } = await illustrated(url);
    expect(picture).toMatchObject({ status: 'missing', reason });
  });
});

describe('a picture that cannot be had (row 42)', () => {
  it('is missing with its reason and counted, and the others are unaffected', async () => {
    const context = ready({ web: { [CAT]: cat } });
    const { pictures, warnings } = await images(articleWith(DOG, CAT, DOG), context, limits);
    expect(pictures.map(({ status, reason }) => reason ?? status)).toEqual([
      'E_HTTP_404',
      'stored',
      'E_HTTP_404',
    ]);
    expect(warnings).toEqual([
      { code: 'W_IMAGE_MISSING', message: '2 of 3 pictures could not be had.' },
    ]);
  });

  it.each([
    [new TransientError('E_TIMEOUT'), 'E_TIMEOUT', 3],
    [new TransientError('E_CONNECT'), 'E_CONNECT', 3],
    [new TransientError('E_HTTP'), 'E_HTTP', 3],
    [new TransientError('E_DNS'), 'E_DNS', 3],
    [new RetryLater('E_HTTP_429', 0), 'E_HTTP_429', 3],
    [new RetryLater('E_HTTP_429', 3_600_000), 'E_HTTP_429', 1],
    [new PermanentError('E_HTTP_403'), 'E_HTTP_403', 3],
    [new PermanentError('E_URL_PRIVATE'), 'E_URL_PRIVATE', 1],
    [new PermanentError('E_DECODED_SIZE'), 'E_DECODED_SIZE', 1],
    [new TypeError('a bug of ours'), 'E_INTERNAL', 3],
  ])('after %s is missing as %s, tried %i times (row 62)', async (error, reason, tries) => {
    const { picture, context } = await illustrated(CAT, { web: { [CAT]: error } });
    expect(picture).toMatchObject({ status: 'missing', reason });
    expect(context.requests).toHaveLength(tries);
  });

  it('may be had at the third try', async () => {
    const answers = [new TransientError('E_CONNECT'), new RetryLater('E_HTTP_429', 1), cat];
    const { picture } = await illustrated(CAT, {
      web: { [CAT]: () => answers.shift() ?? new Error('asked a fourth time') },
    });
    expect(picture.status).toBe('stored');
  });

  it('has its time shared among the tries, and the last has what is left', async () => {
    const deadlines: number[] = [];
    const web = {
      [CAT]: ({ deadline }: { deadline: number }) => {
        deadlines.push(deadline);
        return new TransientError('E_CONNECT');
      },
    };
    await images(articleWith(CAT), ready({ web }), {
      ...limits,
      picture: 1_000_000,
      article: 1_000_000,
    });
    const [first = 0, second = 0, third = 0] = deadlines.map((ms) => ms / 1_000_000);
    expect(first).toBeCloseTo(1 / 4, 1);
    expect(second).toBeCloseTo(1 / 3, 1);
    expect(third).toBeCloseTo(1, 1);
  });

  it('leaves time to the second of two places', async () => {
    const deadlines: number[] = [];
    const answer = ({ deadline }: { deadline: number }) => {
      deadlines.push(deadline);
      return new PermanentError('E_HTTP_404');
    };
    const context = ready({ web: { [CAT]: answer, [DOG]: answer } });
    await images(articleWith([CAT, DOG]), context, { ...limits, picture: 800_000, article: 1e6 });
    expect(deadlines[0]).toBeLessThanOrEqual(100_000);
    expect(deadlines[1]).toBeGreaterThan(190_000);
  });

  it('had no time left when the article had none', async () => {
    const context = ready({ web: { [CAT]: cat } });
    const { pictures } = await images(articleWith(CAT), context, { ...limits, article: 0 });
    expect(pictures[0]).toMatchObject({ status: 'missing', reason: 'E_IMAGE_LATE' });
    expect(context.requests).toEqual([]);
    const later = await images(articleWith(CAT), context, limits);
    expect(later.pictures[0]?.status).toBe('stored');
  });

  it.each([
    ['gone', 'E_HTTP_404', 60],
    ['in trouble', 'E_TIMEOUT', 5],
  ] as const)(
    'that is %s is asked for once by a bulk, and again after a while',
    async (_, code, minutes) => {
      vi.useFakeTimers({ toFake: ['Date'], now: 1_600_000_000_000 });
      onTestFinished(() => void vi.useRealTimers());
      const web: Web = { [CAT]: new PermanentError(code) };
      const context = ready({ web });
      const reason = async (receipt: string) => {
        const { pictures } = await images({ ...articleWith(CAT), receipt }, context, limits);
        return pictures[0]?.reason ?? null;
      };
      expect(await reason('f00000000000000000001')).toBe(code);
      web[CAT] = cat;
      vi.advanceTimersByTime(minutes * 60_000);
      expect(await reason('f00000000000000000002')).toBe(code);
      expect(context.requests).toEqual([CAT]);

      vi.advanceTimersByTime(24 * 3_600_000);
      expect(await reason('f00000000000000000003')).toBeNull();
    },
  );

  describe('whose server is busy', () => {
    const busy = (host: string, error: Error) => {
      return async (visit: HostVisit) => {
        if (visit.host === host) throw error;
        return async () => {};
      };
    };

    it('is waited for, and the others are had meanwhile', async () => {
      const web = { [CAT]: cat, 'https://other.test/dog.png': dog };
      const context = ready({ web, enterHost: busy('img.test', new NoTurn('E_HOST_BUSY', 3_000)) });
      const article = articleWith(CAT, 'https://other.test/dog.png');
      await expect(images(article, context, limits)).rejects.toMatchObject({
        name: 'RetryLater',
        delay: 3_000,
      });
      expect(context.requests).toEqual(['https://other.test/dog.png']);

      const { pictures } = await images(
        article,
        { ...context, enterHost: async () => async () => {} },
        limits,
      );
      expect(pictures.map(({ status }) => status)).toEqual(['stored', 'stored']);
      expect(context.requests).toEqual(['https://other.test/dog.png', CAT]);
    });

    it.each([
      [new NoTurn('E_HTTP_429', 3_600_000), 'E_HTTP_429'],
      [new HostRests('E_DNS'), 'E_DNS'],
    ])('for long is missing: %s', async (error, reason) => {
      const { picture, context } = await illustrated(CAT, { enterHost: busy('img.test', error) });
      expect(picture).toMatchObject({ status: 'missing', reason });
      expect(context.requests).toEqual([]);
    });

    it.each([
      ['there', cat, 'stored'],
      ['gone', new PermanentError('E_HTTP_404'), 'missing'],
    ] as const)(
      'is not asked for what somebody else has found %s meanwhile',
      async (_, answer, status) => {
        const context = ready({ web: { [CAT]: answer } });
        await images(articleWith(CAT), context, limits);
        const found = [...context.state.files].filter(([key]) => key.startsWith('pictures/'));
        for (const [key] of found) context.state.files.delete(key);
        context.requests.length = 0;
        const enterHost = async () => {
          for (const [key, bytes] of found) context.state.files.set(key, bytes);
          return async () => {};
        };
        const { pictures } = await images(articleWith(CAT), { ...context, enterHost }, limits);
        expect(pictures[0]?.status).toBe(status);
        expect(context.requests).toEqual([]);
      },
    );
  });

  it('is asked for with the Referer that this host let in before', async () => {
    const seen: (string | undefined)[] = [];
    const shy = ({ referer }: DownloadOptions) => {
      seen.push(referer);
      return referer === 'https://img.test/' ? cat : new PermanentError('E_HTTP_403');
    };
    const context = ready({ web: { [CAT]: shy, [DOG]: shy } });
    const article = articleWith(CAT);
    await images(article, context, limits);
    expect(seen).toEqual([article.address, 'https://img.test/']);
    seen.length = 0;
    await images(articleWith(DOG), context, limits);
    expect(seen).toEqual(['https://img.test/']);
  });

  it('is refused once by a host that has refused three whatever the Referer', async () => {
    const urls = [1, 2, 3, 4].map((n) => `https://img.test/${n}.jpg`);
    const web = Object.fromEntries(urls.map((url) => [url, new PermanentError('E_HTTP_403')]));
    const context = ready({ web });
    for (const url of urls) await images(articleWith(url), context, limits);
    expect(context.requests.length).toBe(3 + 3 + 3 + 1);
  });

  it('leaves every try in the journey of the article', async () => {
    const gone = new PermanentError('E_HTTP_404', 'gone', { status: 404 });
    const context = ready({ web: { [CAT]: gone, [DOG]: dog } });
    const article = articleWith([CAT, DOG]);
    await images(article, context, limits);
    expect(await triesOf(context.state, article.receipt)).toMatchObject([
      { address: CAT, referer: 'page', status: 404, bytes: 0, code: 'E_HTTP_404' },
      { address: DOG, referer: 'page', status: 200, bytes: dog.length, code: null },
    ]);
  });

  it.each([
    [['E_HTTP_404', 'E_TIMEOUT'], 'E_TIMEOUT'],
    [['E_TIMEOUT', 'E_HTTP_404'], 'E_TIMEOUT'],
    [['E_HTTP_403', 'E_HTTP_404'], 'E_HTTP_403'],
    [['E_DNS', 'E_HTTP_410'], 'E_HTTP_410'],
    [['E_DECODED_SIZE', 'E_CONNECT'], 'E_DECODED_SIZE'],
  ] as const)('of reasons %j has the most telling one', async ([first, second], reason) => {
    const web = { [CAT]: new PermanentError(first), [DOG]: new PermanentError(second) };
    expect((await illustrated([CAT, DOG], { web })).picture.reason).toBe(reason);
  });

  it('does not fail the stage, but an archive that cannot be written does', async () => {
    const context = ready({ web: { [CAT]: cat } });
    context.archive.create = () => Promise.reject(new Error('the disk is full'));
    await expect(images(articleWith(CAT), context, limits)).rejects.toThrow('the disk is full');
  });
});

describe('what is not the picture', () => {
  const png = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: 'silver' } })
      .png()
      .toBuffer();
  const declared = (candidates: string[]) => ({
    candidates,
    source: CAT,
    alt: null,
    caption: null,
    credit: null,
    declared: { width: 600, height: 300 },
  });

  it('is a single pixel', async () => {
    const web = { [CAT]: await png(1, 1), [DOG]: dog };
    expect((await illustrated(CAT, { web })).picture).toMatchObject({
      status: 'missing',
      reason: 'E_IMAGE_PLACEHOLDER',
      original: null,
    });
    expect((await illustrated([CAT, DOG], { web })).picture).toMatchObject({ from: DOG });
  });

  it('has not the proportions that the page announces, where another place has better', async () => {
    const web = { [CAT]: await png(100, 200), [DOG]: await png(300, 150) };
    const context = ready({ web });
    const shape = async (...candidates: string[]) =>
      (await images(articleWith(declared(candidates)), context, limits)).pictures[0];
    const better = await shape(CAT, DOG);
    expect(better).toMatchObject({ from: DOG });
    // Of the other nothing stays.
    const kept = [better?.original, ...(better?.variants ?? []).map(({ path }) => path)];
    expect([...context.archive.files.keys()].sort()).toEqual(kept.sort());
    expect(await shape(CAT)).toMatchObject({ status: 'stored', from: CAT });
  });

  it('stands under many names of one host: from then on, and in the articles before', async () => {
    const removed = await png(200, 200);
    const urls = [1, 2, 3, 4, 5, 6].map((n) => `https://img.test/photo-${n}.jpg`);
    const context = ready({ web: Object.fromEntries(urls.map((url) => [url, removed])) });
    const refs = urls.map((_, n) => `f0000000000000000000${n}`);
    const show = async (n: number) => {
      const article = { ...articleWith(urls[n] ?? ''), receipt: refs[n] ?? '' };
      return (await images(article, context, limits)).pictures[0];
    };
    for (const n of [0, 1, 2, 3]) expect(await show(n)).toMatchObject({ status: 'stored' });
    expect((await wishedAgain(context.state)).size).toBe(0);

    const reason = 'E_IMAGE_PLACEHOLDER';
    expect(await show(4)).toMatchObject({ status: 'missing', reason, variants: [] });
    const wishes = await wishedAgain(context.state);
    expect([...wishes.keys()].sort()).toEqual(refs.slice(0, 4));
    expect(wishes.get(refs[0] ?? '')).toEqual({ why: 'placeholder', since: 0 });
    for (const n of [0, 5]) {
      const picture = await show(n);
      expect(picture).toMatchObject({ status: 'missing', reason });
      // It might be a picture all the same: what came is kept.
      expect(context.archive.files.get(picture?.original ?? '')).toEqual(removed);
    }
  });

  it('is not told by one picture under one name in many articles, nor by a large one', async () => {
    const large = await blots('large', 1600, 1200).png({ compressionLevel: 0 }).toBuffer();
    const urls = [1, 2, 3, 4, 5, 6].map((n) => `https://img.test/photo-${n}.jpg`);
    const paths = [1, 2, 3, 4, 5, 6].map((n) => `https://img.test/w${n}/logo.png`);
    const web = Object.fromEntries([
      ...urls.map((url) => [url, large]),
      ...paths.map((url) => [url, dog]),
    ]);
    const context = ready({ web });
    for (const url of [...urls, ...paths]) {
      const { pictures } = await images(articleWith(url), context, limits);
      expect(pictures[0]?.status).toBe('stored');
    }
  });
});

describe('an odd picture', () => {
  it('that is a page is missing, and the next place may have it (row 43)', async () => {
    const web = { [CAT]: '<!doctype html><p>Sorry.</p>', [DOG]: dog };
    const alone = await illustrated(CAT, { web });
    expect(alone.picture).toMatchObject({
      status: 'missing',
      reason: 'W_IMAGE_TYPE',
      sha256: null,
    });
    expect(alone.warnings.map(({ code }) => code)).toEqual(['W_IMAGE_TYPE', 'W_IMAGE_MISSING']);
    expect(alone.warnings[0]?.message).toContain(CAT);
    expect(alone.context.archive.files.size).toBe(0);

    const both = await illustrated([CAT, DOG], { web });
    expect(both.picture.status).toBe('stored');
    expect(both.warnings).toEqual([]);
  });

  it.each([
    ['truncated-jpeg', 'W_IMAGE_CORRUPT', 'jpg'],
    ['truncated-png', 'W_IMAGE_CORRUPT', 'png'],
    ['svg', 'W_SVG', 'svg'],
  ] as const)(
    'that is %s keeps its original, with a warning (rows 44, 48)',
    async (name, code, extension) => {
      const { bytes } = await oddPictures[name]();
      const { picture, warnings, context } = await illustrated(CAT, { web: { [CAT]: bytes } });
      expect(picture).toMatchObject({ status: 'stored', reason: code, variants: [], width: null });
      expect(picture.original).toMatch(new RegExp(`\\.${extension}$`));
      expect(context.archive.files.get(picture.original ?? '')).toEqual(bytes);
      expect(warnings).toEqual([{ code, message: expect.stringContaining(CAT) }]);
    },
  );

  it('that is damaged gives way to a whole one', async () => {
    const { bytes } = await oddPictures['truncated-jpeg']();
    const { picture, warnings, context } = await illustrated([CAT, DOG], {
      web: { [CAT]: bytes, [DOG]: dog },
    });
    expect(picture).toMatchObject({ from: DOG, width: 300 });
    expect(warnings).toEqual([]);
    const originals = [...context.archive.files.keys()].filter((key) =>
      key.startsWith('originals/'),
    );
    expect(originals).toEqual([picture.original]);
  });

  it('of a kind that no browser shows keeps its original', async () => {
    const bytes = await blots('tiff', 20, 20).tiff().toBuffer();
    const { picture, warnings } = await illustrated(CAT, { web: { [CAT]: bytes } });
    expect(picture).toMatchObject({ status: 'stored', variants: [] });
    expect(warnings[0]).toMatchObject({
      code: 'W_IMAGE_KIND',
      message: expect.stringContaining('the original is kept'),
    });
  });

  it.each([
    ['huge', 'E_IMAGE_PIXELS'],
    ['huge-avif', 'E_IMAGE_PIXELS_AVIF'],
  ] as const)('that is %s is missing, its original kept (rows 45, 46)', async (name, reason) => {
    const { bytes } = await oddPictures[name]();
    const { picture, warnings } = await illustrated(CAT, { web: { [CAT]: bytes } });
    expect(picture).toMatchObject({ status: 'missing', reason, variants: [] });
    expect(picture.original).not.toBeNull();
    expect(warnings.map(({ code }) => code)).toEqual(['W_IMAGE_MISSING']);
  });

  it('that moves goes on moving, and says so where only its first frame is shown (row 47)', async () => {
    const { bytes } = await oddPictures.animated();
    const moving = await illustrated(CAT, { web: { [CAT]: bytes } });
    expect(moving.picture).toMatchObject({ status: 'stored', width: 320 });
    expect(moving.warnings).toEqual([]);

    const frozen: typeof shrink = async (input) => ({ ...(await shrink(input)), frozen: true });
    const { warnings } = await illustrated(CAT, {
      web: { [CAT]: bytes },
      pieces: { shrink: frozen },
    });
    expect(warnings.map(({ code }) => code)).toEqual(['W_ANIMATION']);
  });

  it('that is smaller than its copies is shown itself', async () => {
    const small = await sharp({
      create: { width: 90, height: 60, channels: 3, background: 'navy' },
    })
      .png({ palette: true })
      .toBuffer();
    const { picture, context } = await illustrated(CAT, {
      web: { [CAT]: small },
      settings: { pictureFormats: ['jpeg'] },
    });
    expect(picture.variants).toEqual([
      { width: 90, height: 60, format: 'png', path: picture.original, bytes: small.length },
    ]);
    expect(context.archive.files.get(picture.original ?? '')).toEqual(small);
    expect(picture.colour).toMatch(/^#[0-9a-f]{6}$/);
    expect(picture.thumbhash).toMatch(/^[\w+/=]+$/);
  });

  it('that kills the decoder is missing, and the others are unaffected (row 52)', async () => {
    const deadly = vi.fn(async (input: Parameters<typeof shrink>[0]) => {
      const result = await shrink(input);
      if ('width' in result && result.width === 300) throw new PermanentError('E_CRASH');
      return result;
    });
    const context = ready({ web: { [CAT]: cat, [DOG]: dog }, pieces: { shrink: deadly } });
    const { pictures } = await images(articleWith(DOG, CAT), context, limits);
    expect(pictures[0]).toMatchObject({ status: 'missing', reason: 'E_IMAGE_DECODER' });
    expect(pictures[0]?.original).toMatch(/\.png$/);
    expect(pictures[1]?.status).toBe('stored');
  });

  it('that came over a redirect to http says so, also when it is remembered (row 58)', async () => {
    const context = ready({ web: { [CAT]: { bytes: cat, downgraded: true } } });
    for (const receipt of ['f00000000000000000001', 'f00000000000000000002']) {
      const article = { ...articleWith(CAT), receipt };
      const { warnings } = await images(article, context, limits);
      expect(warnings.map(({ code }) => code)).toEqual(['W_DOWNGRADE']);
    }
    expect(context.requests).toEqual([CAT]);
  });
});
