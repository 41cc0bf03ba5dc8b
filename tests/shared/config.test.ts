import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  type Origins,
  readConfig,
  settingNames,
  settingRules,
} from '../../shared/config.ts';

describe('readConfig', () => {
  it('needs nothing', () => {
    const { config, warnings } = readConfig({ OFFPRINT_HOME: '/srv/news' });
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({
      inbox: '/srv/news/inbox',
      archive: '/srv/news/archive',
      state: '/srv/news/state',
      redisUrl: null,
      host: '127.0.0.1',
      port: 4100,
      settle: 5_000,
      minFree: 1024 ** 3,
      keepDone: true,
    });
    expect(config.stages).toEqual({
      pictureSources: ['{url}'],
      pageSources: ['{url}'],
      pictureWidths: [480, 960, 1600],
      pictureFormats: ['webp'],
    });
  });

  it('says all that is wrong at once, with the name of each setting', () => {
    const env = {
      OFFPRINT_PORT: 'high',
      OFFPRINT_DONE: 'maybe',
      REDIS_URL: 'http://x',
      OFFPRINT_MIN_FREE: 'lots',
    };
    const refused = () => readConfig(env);
    expect(refused).toThrow(ConfigError);
    for (const name of Object.keys(env)) expect(refused).toThrow(new RegExp(`^${name}: `, 'm'));
  });

  it.each([
    ['REDIS_URL', 'http://x'],
    ['OFFPRINT_PREFIX', 'a b'],
    ['OFFPRINT_HOME', 's3://bucket/home'],
    ['OFFPRINT_ARCHIVE', 's3://No_Bucket/x'],
    ['OFFPRINT_STATE', 's3://'],
    ['OFFPRINT_WORKERS', '0'],
    ['OFFPRINT_CONCURRENCY_PUBLISH', '2.5'],
    ['OFFPRINT_PICTURE_SOURCES', 'ftp://mirror.example/{url}'],
    ['OFFPRINT_RESCUE_SOURCES', 'web.archive.org'],
    ['OFFPRINT_PAGE_SOURCES', '{page}'],
    ['OFFPRINT_RESCUE_RATE', '-1'],
    ['OFFPRINT_HOST_RATE', 'fast'],
    ['OFFPRINT_ALLOW_HOSTS', 'localhost'],
    ['OFFPRINT_PICTURE_WIDTHS', 'wide'],
    ['OFFPRINT_PICTURE_FORMATS', 'webp gif bmp'],
    ['OFFPRINT_PORT', '65536'],
    ['OFFPRINT_SETTLE_MS', '-5'],
    ['OFFPRINT_DONE', 'maybe'],
    ['OFFPRINT_MIN_FREE', 'lots'],
    ['LOG_LEVEL', 'loud'],
  ])('says of a refused %s what it must be, what it is and where it comes from', (name, value) => {
    const problem = (origins: Origins) => messageOf(() => readConfig({ [name]: value }, origins));
    const sentence = `${name}: must be ${settingRules[name]}, not "${value}"`;
    expect(problem({})).toBe(`${sentence} (from the environment)`);
    expect(problem({ [name]: '.env' })).toBe(`${sentence} (from .env)`);
    expect(problem({ [name]: 'flag' })).toBe(`${sentence} (from the flag)`);
  });

  it('says of every setting what it must be', () => {
    expect(settingNames.filter((name) => !settingRules[name])).toEqual([]);
  });

  it('refuses an empty flag, while an empty variable is none', () => {
    expect(() => readConfig({ OFFPRINT_HOME: '' }, { OFFPRINT_HOME: 'flag' })).toThrow(/not ""/);
    expect(readConfig({ OFFPRINT_PORT: '' }).origins).toEqual({});
  });

  it('keeps the secrets of what it refuses', () => {
    const env = {
      OFFPRINT_TOKEN: 'too-short',
      // What cannot be read as an address hides where its password ends.
      REDIS_URL: 'redis://ada:sword/fish@queue',
      OFFPRINT_PICTURE_SOURCES: 'ftp://mirror.example/?token=swordfish&u={url}',
    };
    const message = messageOf(() => readConfig(env));
    for (const name of Object.keys(env)) expect(message).toContain(`${name}: must be `);
    expect(message).not.toMatch(/too-short|sword|fish|ada/);
  });

  it.each([
    ['OFFPRINT_PICTURE_SOURCE', 'OFFPRINT_PICTURE_SOURCES'],
    ['OFFPRINT_PROT', 'OFFPRINT_PORT'],
    ['OFFPRINT_REDIS_URL', 'REDIS_URL'],
    ['OFFPRINT_LOGLEVEL', 'LOG_LEVEL'],
    ['OFFPRINT_CONCURENCY_IMAGES', 'OFFPRINT_CONCURRENCY_IMAGES'],
  ])('warns of %s, and names %s', (given, meant) => {
    expect(readConfig({ [given]: 'x' }, { [given]: '.env' }).warnings).toEqual([
      `${given} (from .env) is not a setting of Offprint and has no effect; did you mean ${meant}?`,
    ]);
  });

  it('does not guess where no name is near', () => {
    const [warning] = readConfig({ OFFPRINT_COLOUR: 'x' }).warnings;
    expect(warning).toMatch(/has no effect$/);
  });

  it('tells an empty list from none', () => {
    expect(readConfig({ OFFPRINT_PICTURE_SOURCES: '' }).config.stages.pictureSources).toEqual([]);
    expect(readConfig({ OFFPRINT_PORT: '' }).config.port).toBe(4100);
  });

  it('reads lists, sizes and concurrencies', () => {
    const { config } = readConfig({
      OFFPRINT_PICTURE_WIDTHS: '1600 480',
      OFFPRINT_PICTURE_FORMATS: 'avif webp',
      OFFPRINT_MIN_FREE: '1.5 GB',
      OFFPRINT_CONCURRENCY_IMAGES: '3',
      OFFPRINT_ALLOW_HOSTS: '127.0.0.1:8080 [::1]:81',
      OFFPRINT_PICTURE_SOURCES: '{url} https://mirror.example/get?u={url}',
    });
    expect(config.stages.pictureWidths).toEqual([480, 1600]);
    expect(config.stages.pictureFormats).toEqual(['avif', 'webp']);
    expect(config.minFree).toBe(1.5 * 1024 ** 3);
    expect(config.concurrency).toEqual({ images: 3 });
    expect(config.allowHosts).toEqual(['127.0.0.1:8080', '[::1]:81']);
    expect(config.stages.pictureSources).toHaveLength(2);
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error('Nothing was refused.');
}
