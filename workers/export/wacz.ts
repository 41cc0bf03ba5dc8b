/**
 * `.wacz`: a web archive that ReplayWeb.page and its like can open (WACZ 1.1.1). The WARC grows as
 * articles come; index, list of pages and fingerprints follow when it is whole.
 */
import packageJson from '../../package.json' with { type: 'json' };
import { sha256 } from '../publish/manifest.ts';
import type { Format } from './format.ts';
import { collectionTitle, type Listed, lastCapture, listed } from './listing.ts';
import { seconds, WarcFile } from './warc-file.ts';
import { pageRecord, pageUrl, pictureAddresses, pictureRecord } from './web-records.ts';
import { Zip } from './zip-file.ts';

const SOFTWARE = `Offprint ${packageJson.version}`;

interface Resource {
  name: string;
  path: string;
  hash: string;
  bytes: number;
}

type Page = Listed & { at: string };

export function wacz(): Format {
  const file = new Zip();
  const warc = new WarcFile();
  const pages: Page[] = [];
  /** What was written, as `address path`: one address may have had different pictures at its times. */
  const written = new Set<string>();
  // Stored, so that its records can be read where the index says.
  const stored = file.add('archive/data.warc.gz', warc.output, { level: 0 });
  return {
    output: file.output,
    async add(article) {
      const { captured } = article.record;
      const page = await pageRecord(article);
      const pictures = pictureAddresses(article).filter(
        ({ url, path }) => !written.has(`${url} ${path}`),
      );
      for (const { path } of pictures) await article.read(path);
      if (pages.length === 0) await warc.describe(captured, describeWarc());
      await warc.add(page);
      for (const picture of pictures) {
        const name = `${picture.url} ${picture.path}`;
        // An article may show a picture twice.
        if (written.has(name)) continue;
        written.add(name);
        await warc.add(pictureRecord(picture, await article.read(picture.path)));
      }
      pages.push({ ...listed(article.record), at: pageUrl(article) });
    },
    async end() {
      warc.end();
      await stored;
      const path = 'archive/data.warc.gz';
      const resources: Resource[] = [{ name: 'data.warc.gz', path, ...warc.fingerprint() }];
      const texts: [path: string, text: string][] = [
        ['indexes/index.cdx', warc.index()],
        ['pages/pages.jsonl', pageList(pages)],
      ];
      for (const [path, text] of texts) {
        await file.add(path, text);
        const [, name = ''] = path.split('/');
        const bytes = Buffer.byteLength(text);
        resources.push({ name, path, hash: `sha256:${sha256(text)}`, bytes });
      }
      const about = dataPackage(pages, resources);
      await file.add('datapackage.json', about);
      await file.add('datapackage-digest.json', digest(about));
      file.end();
    },
  };
}

function describeWarc(): Record<string, string> {
  return {
    software: SOFTWARE,
    format: 'WARC File Format 1.1',
    description:
      'Articles of an Offprint archive. Resource records of pages carry an Offprint-Note.',
  };
}

function pageList(pages: Page[]): string {
  const head = { format: 'json-pages-1.0', id: 'pages', title: 'All Pages' };
  const rows = pages.map(({ id, at: url, title, captured }) => {
    return { id, url, title, ts: seconds(captured) };
  });
  return [head, ...rows].map((row) => `${JSON.stringify(row)}\n`).join('');
}

function dataPackage(pages: Page[], resources: Resource[]): string {
  // The last capture, not the clock: the same articles make the same file.
  const moment = seconds(new Date(lastCapture(pages)).toISOString());
  const [first] = pages;
  const about = {
    profile: 'data-package',
    wacz_version: '1.1.1',
    title: collectionTitle(pages),
    description: 'Articles of an Offprint archive, with their pictures.',
    created: moment,
    modified: moment,
    software: SOFTWARE,
    ...(first ? { mainPageUrl: first.at, mainPageDate: seconds(first.captured) } : {}),
    resources,
  };
  return `${JSON.stringify(about, null, 2)}\n`;
}

function digest(about: string): string {
  const hash = `sha256:${sha256(about)}`;
  return `${JSON.stringify({ path: 'datapackage.json', hash }, null, 2)}\n`;
}
