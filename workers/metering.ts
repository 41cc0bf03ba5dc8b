/** Measures what stages do to the world without their knowing: what they download, wait for and store. */
import type { Registry } from 'prom-client';
import { codes } from '../shared/codes.ts';
import type { Context } from '../shared/context.ts';
import { HostLabels } from '../shared/host-label.ts';
import type { HostVisit } from '../shared/host-turn.ts';
import type { WorkerMetrics } from '../shared/metrics.ts';
import type { Storage } from '../shared/storage.ts';

type Pictures = readonly { status: string; reason: string | null }[];

export class Meter {
  readonly metrics: WorkerMetrics;
  readonly #hosts = new HostLabels();

  constructor(metrics: WorkerMetrics) {
    this.metrics = metrics;
  }

  /** `by`: the stage, or `rescue`. */
  download(download: Context['download'], by: string): Context['download'] {
    return async (url, options) => {
      const answer = await download(url, options);
      this.metrics.downloadedBytes.inc({ by }, answer.bytes.length);
      return answer;
    };
  }

  turns<Rest extends unknown[], T>(enter: (visit: HostVisit, ...rest: Rest) => Promise<T>) {
    return async (visit: HostVisit, ...rest: Rest): Promise<T> => {
      const host = this.#hosts.labelOf(visit.host);
      const end = this.metrics.hostWait.startTimer({ host });
      try {
        return await enter(visit, ...rest);
      } finally {
        end();
      }
    };
  }

  pictures(pictures: Pictures): void {
    for (const { status: outcome, reason } of pictures) {
      const known = reason === null || Object.hasOwn(codes, reason) ? reason : 'E_INTERNAL';
      this.metrics.pictures.inc({ outcome, reason: known ?? 'none' });
    }
  }
}

/** Sends the registry to the parent process whenever it asks (cli/scrape.ts). */
export function answerScrapes(registry: Registry): void {
  process.on('message', async ({ scrape }: { scrape?: string }) => {
    if (scrape === undefined) return;
    const metrics = await registry.getMetricsAsJSON();
    process.send?.({ scrape, metrics });
  });
}

/** Folders of the archive that hold pictures only, and what lies there. */
const PICTURE_FOLDERS: [prefix: string, kind: string][] = [
  ['originals/', 'original'],
  ['pictures/', 'copy'],
];

/** The archive, with the pictures that are put into it counted. */
export function metered(archive: Storage, { storedBytes }: WorkerMetrics): Storage {
  const count = (key: string, contents: Iterable<string | Uint8Array>) => {
    const kind = PICTURE_FOLDERS.find(([prefix]) => key.startsWith(prefix))?.[1];
    if (kind === undefined) return;
    for (const content of contents) storedBytes.inc({ kind }, Buffer.byteLength(content));
  };
  return {
    lookEvery: archive.lookEvery,
    read: (key) => archive.read(key),
    has: (key) => archive.has(key),
    write: (key, content, options) => archive.write(key, content, options),
    list: (folder) => archive.list(folder),
    remove: (key) => archive.remove(key),
    sweep: () => archive.sweep(),
    refusal: () => archive.refusal(),
    async create(key, content, options) {
      const created = await archive.create(key, content, options);
      if (created) count(key, [content]);
      return created;
    },
    async createFolder(key, files) {
      const created = await archive.createFolder(key, files);
      if (created) count(key, files.values());
      return created;
    },
  };
}
