import { createHash } from 'node:crypto';
import { load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WARCParser, type WARCRecord } from 'warcio';
import { readZip, type ZipEntry } from '../../helpers/zip.ts';
import { FERRY, HARBOUR, idOf, makeArchive, SAVED, type TestArchive } from './archive.ts';

interface Line {
  key: string;
  timestamp: string;
  url: string;
  mime: string;
  status: number;
  digest: string;
  offset: number;
  length: number;
  filename: string;
}

describe('a .wacz', () => {
  let test: TestArchive;
  let file: Buffer;
  let entries: Map<string, ZipEntry>;
  let lines: Line[];
  const text = (path: string) => entries.get(path)?.content.toString() ?? '';

  beforeAll(async () => {
    test = await makeArchive();
    await test.export('all.wacz');
    file = await test.file('all.wacz');
    entries = readZip(file);
    lines = text('indexes/index.cdx').trim().split('\n').map(lineOf);
  });
  afterAll(() => test.close());

  function lineOf(text: string): Line {
    const [, key = '', timestamp = '', json = ''] = /^(\S+) (\d{14}) (.*)$/.exec(text) ?? [];
    return { key, timestamp, ...JSON.parse(json) };
  }

  /** As a replay tool reads it: a range of the file, and nothing before it. */
  async function recordAt({
    offset,
    length,
  }: Line): Promise<{ record: WARCRecord; payload: Buffer }> {
    const start = (entries.get('archive/data.warc.gz')?.start ?? 0) + offset;
    const record = await WARCParser.parse([file.subarray(start, start + length)]);
    if (!record) throw new Error('no record there');
    return { record, payload: Buffer.from(await record.readFully()) };
  }

  async function recordOf(url: string) {
    const line = lines.find((one) => one.url === url);
    if (!line) throw new Error(`not in the index: ${url}`);
    return { line, ...(await recordAt(line)) };
  }

  it('keeps the WARC as it is, so that its records can be read alone', async () => {
    expect(entries.get('archive/data.warc.gz')?.stored).toBe(true);
    // Five pages, two pictures.
    expect(lines).toHaveLength(7);
    for (const line of lines) {
      expect(line.filename).toBe('data.warc.gz');
      const { record, payload } = await recordAt(line);
      expect(record.warcTargetURI).toBe(line.url);
      expect(record.warcDate?.replace(/\D/g, '')).toBe(line.timestamp);
      expect(`sha256:${createHash('sha256').update(payload).digest('hex')}`).toBe(line.digest);
      expect(record.warcPayloadDigest).toBe(line.digest);
    }
  });

  it('indexes every record but its own description, sorted, with ids that are no two the same', async () => {
    const ids: (string | null | undefined)[] = [];
    const types: string[] = [];
    for await (const record of WARCParser.iterRecords([
      entries.get('archive/data.warc.gz')?.content ?? Buffer.alloc(0),
    ])) {
      ids.push(record.warcHeader('WARC-Record-ID'));
      types.push(record.warcType);
      await record.skipFully();
    }
    expect(types[0]).toBe('warcinfo');
    expect(types.slice(1)).not.toContain('warcinfo');
    expect(types).toHaveLength(lines.length + 1);
    expect(new Set(ids).size).toBe(ids.length);
    const raw = text('indexes/index.cdx').trim().split('\n');
    expect(raw.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))).toEqual(raw);
  });

  it('has a fetched page as it was fetched', async () => {
    const url = lines.find(({ url }) => url.endsWith('/story'))?.url ?? '';
    const { record, payload, line } = await recordOf(url);
    expect(record.warcType).toBe('response');
    expect(record.httpHeaders?.statusCode).toBe(200);
    expect(record.httpHeaders?.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    expect(payload.toString()).toBe(test.page);
    expect(line).toMatchObject({ mime: 'text/html', status: 200 });
  });

  it('has a saved page under its address, and its pictures where the page asks for them', async () => {
    const { record, payload } = await recordOf(SAVED);
    expect(record.warcType).toBe('response');
    const source = load(payload.toString())('img').attr('src') ?? '';
    const picture = await recordOf(new URL(source, SAVED).href);
    expect(picture.record.warcType).toBe('resource');
    expect(picture.line.mime).toBe('image/png');
  });

  it('says of a page of ours that it is one, and the page asks only for what is there', async () => {
    for (const url of [HARBOUR, FERRY]) {
      const { record, payload } = await recordOf(url);
      expect(record.warcType).toBe('resource');
      expect(record.warcHeader('Offprint-Note')).toContain('Made by Offprint');
      const $ = load(payload.toString());
      expect($('img').length).toBeGreaterThan(0);
      for (const image of $('img').get()) {
        expect(lines.map((line) => line.url)).toContain(image.attribs.src);
      }
      expect($('script')).toHaveLength(0);
    }
  });

  it('carries the pictures of an article without an address in its page', async () => {
    const { payload } = await recordOf(`urn:offprint:${test.own}`);
    const source = load(payload.toString())('img').attr('src') ?? '';
    const [head = '', base64 = ''] = source.split(',');
    expect(head).toBe('data:image/webp;base64');
    expect(Buffer.from(base64, 'base64').toString('latin1', 8, 12)).toBe('WEBP');
  });

  it('lists its pages', () => {
    const [head, ...pages] = text('pages/pages.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(head.format).toBe('json-pages-1.0');
    expect(pages).toHaveLength(5);
    const harbour = pages.find(({ id }) => id === idOf(HARBOUR));
    expect(harbour).toMatchObject({ url: HARBOUR, ts: '2020-09-13T12:26:40Z' });
    for (const { url } of pages) expect(lines.map((line) => line.url)).toContain(url);
  });

  it('proves what is in it', () => {
    const about = JSON.parse(text('datapackage.json'));
    expect(about).toMatchObject({ profile: 'data-package', wacz_version: '1.1.1' });
    const digest = JSON.parse(text('datapackage-digest.json'));
    const named = [...about.resources, { ...digest, bytes: undefined }];
    for (const { path, hash, bytes } of named) {
      const content = entries.get(path)?.content ?? Buffer.alloc(0);
      expect(hash).toBe(`sha256:${createHash('sha256').update(content).digest('hex')}`);
      if (bytes !== undefined) expect(content).toHaveLength(bytes);
    }
    expect(named.map(({ path }) => path).sort()).toEqual(
      [...entries.keys()].filter((path) => path !== 'datapackage-digest.json').sort(),
    );
  });
});
