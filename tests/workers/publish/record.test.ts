import { describe, expect, it } from 'vitest';
import { ArticleRecord } from '../../../shared/article.ts';
import { metadata } from '../../../workers/metadata.ts';
import { articleRecord, captureName, compareVersions } from '../../../workers/publish/record.ts';
import { illustratedArticle, pureContext } from '../metadata/articles.ts';
import { articleRecord as record } from './records.ts';

describe('record', () => {
  it('fits the schema and names only its own version', async () => {
    const article = await metadata(illustratedArticle(), pureContext);
    const made = articleRecord(article, { offprint: '0.1.0', stages: { publish: 1 } });
    expect(ArticleRecord.parse(made)).toEqual(made);
    expect(made.version).toBe('20200717094525-0123456789ab');
    expect(made.versions).toEqual([
      { version: made.version, captured: '2020-07-17T09:45:25+00:00', path: 'index.html' },
    ]);
  });

  it('names a version by its capture in UTC', () => {
    const at = '2020-07-17T01:30:00-04:00';
    expect(captureName({ captured: { at, rule: 'header' }, version: '0123456789ab' })).toBe(
      '20200717053000-0123456789ab',
    );
  });
});

describe('order of versions', () => {
  const version = (captured: string, key: string, rule: string) =>
    record({
      captured,
      version: `20200101000000-${key}`,
      provenance: { captured: { rule, confidence: 1 } },
    });

  it('goes by capture, then by key, with file times before any recorded time', () => {
    const byFile = version('2024-01-01T00:00:00.000Z', 'ffffffffffff', 'file-time');
    const first = version('2020-07-17T03:00:00+08:00', 'bbbbbbbbbbbb', 'header');
    const second = version('2020-07-16T20:00:00.000Z', 'aaaaaaaaaaaa', 'record');
    const third = version('2020-07-16T20:00:00.000Z', 'cccccccccccc', 'header');
    const order = [byFile, first, second, third];
    expect([third, second, byFile, first].sort(compareVersions)).toEqual(order);
    expect([...order].reverse().sort(compareVersions)).toEqual(order);
    expect(compareVersions(first, first)).toBe(0);
  });
});
