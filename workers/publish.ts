/**
 * Makes the article's page, record and manifest, and lets them appear in the
 * archive by one step. Which version is the newest is read from the archive
 * each time, so versions may arrive in any order and at once.
 */

import { gzipSync } from 'node:zlib';
import packageJson from '../package.json' with { type: 'json' };
import { pipeline } from '../queues/pipeline.ts';
import { articleFolder } from '../shared/archive-layout.ts';
import type { ArticleRecord, DescribedArticle, PublishedArticle } from '../shared/article.ts';
import { stageNames } from '../shared/config.ts';
import type { Context } from '../shared/context.ts';
import { TransientError } from '../shared/errors.ts';
import { timestampOf } from '../shared/sources.ts';
import { articleRecord } from './publish/record.ts';
import { placeVersion } from './publish/versions.ts';

export async function publish(
  article: DescribedArticle,
  context: Context,
): Promise<PublishedArticle> {
  const record = articleRecord(article, made());
  const source = await context.state.read(article.source.storageKey);
  if (!source)
    throw new TransientError('E_STORAGE', `The state folder has lost ${article.file.name}.`);
  const versions = await placeVersion(
    {
      record,
      body: article.body,
      source: {
        name: `source.${article.source.extension}.gz`,
        content: gzipSync(source, { level: 9 }),
      },
    },
    context,
  );
  return {
    id: article.id,
    version: record.version,
    url: record.url,
    title: record.title,
    path: `${articleFolder(article.id)}/index.html`,
    beside: versions.filter((version) => version !== record.version),
    pictures: countPictures(record),
    warnings: article.warnings,
    lost: {
      timestamp: timestampOf(record.published ?? record.captured),
      pictures: article.lost,
    },
  };
}

/** The versions that shape the output: with the same ones, the same input gives the same bytes. */
function made(): ArticleRecord['made'] {
  const stages = Object.fromEntries(stageNames.map((stage) => [stage, pipeline[stage].version]));
  return { offprint: packageJson.version, stages };
}

function countPictures({ pictures }: ArticleRecord): PublishedArticle['pictures'] {
  const having = (status: string) => pictures.filter((picture) => picture.status === status).length;
  return { stored: having('stored'), rescued: having('rescued'), missing: having('missing') };
}
