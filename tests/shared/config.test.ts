import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../shared/config.ts';

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

  it('warns of names it does not know', () => {
    expect(readConfig({ OFFPRINT_PICTURE_SOURCE: 'x' }).warnings).toEqual([
      'OFFPRINT_PICTURE_SOURCE is not a setting of Offprint and has no effect',
    ]);
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

  it('refuses S3 with a sentence as long as it cannot do it', () => {
    expect(() => readConfig({ OFFPRINT_ARCHIVE: 's3://bucket/x' })).toThrow(
      /^OFFPRINT_ARCHIVE: .*folder/m,
    );
  });
});
