/**
 * What the pipeline is measured against: the same stage functions from the dropped file to the flushed
 * article, one article after the other, in one process. No queue, no `state/`, no children.
 *
 *   node --import tsx bench/bare-loop.ts FOLDER ARCHIVE
 *
 * Prints `{"articles": 499, "seconds": 12.3, "cpu": 7800}` (`cpu` in milliseconds of a core); loading the
 * program does not count, as in the pipeline.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { scanInbox } from '../queues/scan.ts';
import { sourceKey } from '../queues/sources.ts';
import { EarlyEnd, PermanentError } from '../shared/errors.ts';
import { DiskStorage } from '../shared/storage.ts';
import { testContext } from '../tests/helpers/context.ts';
import { images } from '../workers/images.ts';
import { ingest } from '../workers/ingest.ts';
import { metadata } from '../workers/metadata.ts';
import { parse } from '../workers/parse.ts';
import { publish } from '../workers/publish.ts';

const [folder = '', target = ''] = process.argv.slice(2);
const archive = new DiskStorage(target);
const files = await scanInbox(folder);
let articles = 0;
const started = performance.now();
const used = process.cpuUsage();
for (const { raw, path, name, collection, modified } of files) {
  const bytes = await readFile(raw);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  // A state in memory, gone with the article.
  const given = { state: { [sourceKey(sha256)]: bytes }, settings: { pictureSources: [] } };
  const context = { ...testContext(given), archive };
  const receipt = `f${createHash('sha256').update(path).digest('hex').slice(0, 20)}`;
  const file = { receipt, path, name, collection, sha256, bytes: bytes.length, modified };
  try {
    const ingested = await ingest({ ...file, url: null, warnings: [], again: null }, context);
    await publish(
      await metadata(await images(await parse(ingested, context), context), context),
      context,
    );
    articles += 1;
  } catch (error) {
    if (!(error instanceof EarlyEnd || error instanceof PermanentError)) throw error;
  }
}
const { user, system } = process.cpuUsage(used);
const seconds = (performance.now() - started) / 1_000;
console.log(JSON.stringify({ articles, seconds, cpu: (user + system) / 1_000 }));
