import { describe, expect, it } from 'vitest';
import type { IllustratedArticle } from '../../../shared/article.ts';
import { findDates } from '../../../workers/metadata/published.ts';
import type { Outlet } from '../../../workers/outlets/outlet.ts';
import { clues, header, outlet } from './articles.ts';

function datesOf(overrides: Partial<IllustratedArticle>, of: Outlet | null = null) {
  const { published, modified, warnings } = findDates(clues(overrides, of));
  return {
    published: published?.value ?? null,
    rule: published?.rule,
    confidence: published?.confidence ?? 0,
    modified: modified?.value ?? null,
    codes: warnings.map(({ code }) => code),
  };
}

const lifted = (text: string): IllustratedArticle['lifted'] => [{ what: 'date', text }];

describe('published', () => {
  it.each([
    ['2020-07-16T13:15:05.103Z', undefined, '2020-07-16T13:15:05+00:00'],
    ['2020-07-16T08:46:15', undefined, '2020-07-16T08:46:15+00:00'],
    ['林小舟 2020-07-16 16:57:45', 'Asia/Shanghai', '2020-07-16T16:57:45+08:00'],
    ['08/07/2020 - 03:05', 'Europe/Paris', '2020-07-08T03:05:00+02:00'],
    ['08/01/2020 - 03:05', 'Europe/Paris', '2020-01-08T03:05:00+01:00'],
    ['Thu, 16 Jul 2020 22:02:13 GMT', undefined, '2020-07-16T22:02:13+00:00'],
    ['Thu, 16 Jul 2020 22:02:13 -0430', undefined, '2020-07-16T22:02:13-04:30'],
    ['July 16, 2020 10:02 PM EDT', undefined, '2020-07-16T22:02:00-04:00'],
    ['２０２０年７月１６日 星期四 ９:３０', 'Asia/Shanghai', '2020-07-16T09:30:00+08:00'],
    ['2020-07-16 12:00 AM', 'UTC', '2020-07-16T00:00:00+00:00'],
  ])('reads %s in the zone %s', (text, zone, iso) => {
    const of = outlet(zone === undefined ? {} : { zone });
    expect(datesOf({ lifted: lifted(text) }, of)).toMatchObject({ published: iso, rule: 'body' });
  });

  it('gives a mere day midnight UTC, its own rule and less confidence', () => {
    const day = datesOf({ lifted: lifted('2020年 7月 9日') }, outlet({ zone: 'Asia/Shanghai' }));
    expect(day).toMatchObject({ published: '2020-07-09T00:00:00+00:00', rule: 'body-day' });
    const time = datesOf({ lifted: lifted('2020年7月9日 08:00') }, outlet());
    expect(day.confidence).toBeLessThan(time.confidence);
  });

  it('reads the time in an address of Radio Free Asia as Washington writes it, in both halves of the year', () => {
    const of = (digits: string) =>
      datesOf(
        {
          url: `https://www.rfa.org/mandarin/yataibaodao/jingmao/ql2-${digits}.html`,
          captured: { at: '2021-10-26T15:00:00.000Z', rule: 'header' },
        },
        outlet({ zone: 'America/New_York' }),
      );
    expect(of('10262021073746')).toMatchObject({
      published: '2021-10-26T07:37:46-04:00',
      rule: 'url-time',
    });
    expect(of('01262021073746').published).toBe('2021-01-26T07:37:46-05:00');
  });

  it('takes a day from the address only where nothing else is known', () => {
    const url = 'https://news.test/2020/07/16/harbour';
    expect(datesOf({ url })).toMatchObject({
      published: '2020-07-16T00:00:00+00:00',
      rule: 'url-day',
    });
    expect(datesOf({ url: 'https://news.test/world/20200716/x' }).rule).toBe('url-day');
    const front = { date: '2020-07-16T09:00:00+02:00' };
    expect(datesOf({ url, header: header({ front }) }).published).toBe('2020-07-16T09:00:00+02:00');
    expect(datesOf({ url: 'https://news.test/story/20209999/1234567890' }).published).toBeNull();
  });

  it('believes the line of the older format before the header', () => {
    const url = 'https://chinadigitaltimes.net/chinese/2020/07/x';
    const date = 'Thu, 16 Jul 2020 16:28:07 +0000';
    expect(datesOf({ url, header: header({ date }) })).toMatchObject({
      published: '2020-07-16T16:28:07+00:00',
      rule: 'date-line',
    });
  });

  it('takes the header time only where the feed says when an article was published', () => {
    const of = (url: string) => datesOf({ url });
    const cdt = of('https://chinadigitaltimes.net/chinese/2020/07/x');
    const ft = of('https://cn.ft.com/story/001');
    expect(cdt).toMatchObject({ published: '2020-07-17T09:45:25+00:00', rule: 'header' });
    expect(ft).toMatchObject({ published: '2020-07-17T00:00:00+00:00', rule: 'header-day' });
    expect(ft.confidence).toBeLessThan(cdt.confidence);
    expect(of('https://www.dw.com/zh/x/a-1').published).toBeNull();
    expect(of('https://notft.com/story/001').published).toBeNull();
    const captured = { at: '2020-07-17T09:45:25.000Z', rule: 'file-time' as const };
    expect(datesOf({ url: 'https://cn.ft.com/story/001', captured }).published).toBeNull();
  });

  it.each(['0000-07-16', '9999-01-01', '2020-02-31', '2020-07-20T00:00:00Z', '2020-13-01 25:00'])(
    'warns of the impossible date %s and leaves it unknown (40)',
    (text) => {
      expect(datesOf({ lifted: lifted(text) })).toMatchObject({
        published: null,
        codes: ['W_DATE'],
      });
    },
  );

  it('goes on to the next rule behind an impossible date', () => {
    const front = { date: '2020-07-15' };
    expect(datesOf({ lifted: lifted('2020-02-31'), header: header({ front }) })).toMatchObject({
      published: '2020-07-15T00:00:00+00:00',
      codes: ['W_DATE'],
    });
  });

  it('allows a day of difference between the clocks of outlet and reader', () => {
    expect(datesOf({ lifted: lifted('2020-07-18T09:00:00Z') }).published).not.toBeNull();
    expect(datesOf({ lifted: lifted('2020-07-18T10:00:00Z') }).published).toBeNull();
  });

  it('does not guess whether 08/07 is in July or in August', () => {
    expect(datesOf({ lifted: lifted('08/07/2020') })).toMatchObject({ published: null, codes: [] });
    expect(datesOf({ lifted: lifted('16/07/2020') }).published).toBe('2020-07-16T00:00:00+00:00');
    expect(datesOf({ lifted: lifted('07/16/2020') }).published).toBe('2020-07-16T00:00:00+00:00');
  });

  it('finds the time of the last change', () => {
    const facts: IllustratedArticle['facts'] = [
      { field: 'modified', rule: 'json-ld', value: '2020-07-16T11:00:00+08:00' },
    ];
    expect(datesOf({ facts }).modified).toBe('2020-07-16T11:00:00+08:00');
  });

  it('reads what the page shows as its last change, never one before the publication', () => {
    const lifted = (modified: string) => [
      { what: 'date' as const, text: '2020-07-15T23:00:00+08:00' },
      { what: 'modified' as const, text: modified },
    ];
    const modified = (text: string) => datesOf({ lifted: lifted(text) }).modified;
    expect(modified('2020-07-16T11:00:00+08:00')).toBe('2020-07-16T11:00:00+08:00');
    expect(modified('2020-07-15T22:00:00+08:00')).toBe('2020-07-15T22:00:00+08:00');
    expect(modified('2020-05-28T22:42:00+08:00')).toBeNull();
  });

  it('ends at once on a date of 100 kB (36)', () => {
    for (const bait of [' '.repeat(100_000), ' 2'.repeat(50_000), ' 20/07/'.repeat(20_000)]) {
      expect(datesOf({ lifted: lifted(`2020-07-16${bait}x`) }).published).toContain('2020-07-16');
    }
  });
});
