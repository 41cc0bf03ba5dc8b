/**
 * A reader who looks at the archive all the time while it is written, as a web server would. What he may
 * never see is an article that is there and not whole.
 */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { archiveIsThere } from '../../shared/archive-marker.ts';
import type { Storage } from '../../shared/storage.ts';

export interface Reader {
  /** Articles looked at, and files read for that. */
  looks: number;
  files: number;
  /** What was not whole, in words. */
  partial: string[];
  stop(): Promise<void>;
}

const MANIFEST = 'manifest-sha256.txt';

/** @param strict on a disk a folder that is there has its manifest; in a bucket it is there with its manifest. */
export function startReader(archive: Storage, { strict = true } = {}): Reader {
  let stopping = false;
  const known: string[] = [];
  const isKnown = new Set<string>();
  const reader: Reader = {
    looks: 0,
    files: 0,
    partial: [],
    async stop() {
      stopping = true;
      await reading;
    },
  };
  const reading = (async () => {
    while (!stopping) {
      // An archive that is away for a while is not partial.
      await round().catch(() => {});
      await sleep(5);
    }
  })();
  return reader;

  async function round(): Promise<void> {
    await lookAtFrontPage();
    // The newest first: that is where something could be missing.
    for (const article of await newcomers()) {
      if (!(await look(article))) continue;
      known.push(article);
      isKnown.add(article);
    }
    for (let n = 0; n < 10 && known.length > 0; n += 1) {
      await look(known[Math.floor(Math.random() * known.length)] ?? '');
    }
  }

  async function newcomers(): Promise<string[]> {
    const found: string[] = [];
    for (const folder of await archive.list('articles')) {
      const at = posix.join('articles', folder.replace(/\/$/, ''));
      for (const name of await archive.list(at))
        found.push(posix.join(at, name.replace(/\/$/, '')));
    }
    return found.filter((article) => !isKnown.has(article));
  }

  /** @returns whether it is there. */
  async function look(article: string): Promise<boolean> {
    // What is missing while the whole archive is away is not missing from it.
    if (!(await archiveIsThere(archive))) return false;
    const wrong = await whatIsWrong(article);
    if (wrong === 'not there' || !(await archiveIsThere(archive))) return false;
    reader.looks += 1;
    if (wrong !== null) reader.partial.push(`${article}: ${wrong}`);
    return true;
  }

  async function whatIsWrong(article: string): Promise<string | null> {
    const manifest = await archive.read(`${article}/${MANIFEST}`);
    if (!manifest)
      return strict && (await archive.list(article)).length > 0 ? 'no manifest' : 'not there';
    for (const line of manifest.toString().split('\n').filter(Boolean)) {
      const [sum, path] = [line.slice(0, 64), line.slice(66)];
      const bytes = await archive.read(posix.join(article, path));
      reader.files += 1;
      if (!bytes) return `${path} is missing`;
      if (createHash('sha256').update(bytes).digest('hex') !== sum) return `${path} is another`;
    }
    return null;
  }

  async function lookAtFrontPage(): Promise<void> {
    const page = await archive.read('index.html');
    if (page && !page.toString().trimEnd().endsWith('</html>')) reader.partial.push('index.html');
  }
}
