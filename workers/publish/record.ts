/**
 * `article.json` of one version, and the order of versions. A record is made of
 * the article alone: which other versions there are is known only in the archive.
 */
import type { ArticleRecord, DescribedArticle } from '../../shared/article.ts';

export function articleRecord(
  article: DescribedArticle,
  made: ArticleRecord['made'],
): ArticleRecord {
  const { description, source, file } = article;
  const version = captureName(article);
  const captured = article.captured.at;
  return {
    schema: 'https://offprint.dev/schema/article-1.json',
    id: article.id,
    url: article.url,
    ...description,
    captured,
    pictures: article.pictures,
    links: article.links,
    related: article.related,
    version,
    versions: [{ version, captured, path: 'index.html' }],
    collection: file.collection,
    sourceFile: {
      name: file.name,
      kind: source.kind,
      sha256: source.sha256,
      bytes: source.bytes,
      extension: source.extension,
      fetched: source.fetched,
    },
    warnings: article.warnings,
    made,
  };
}

/** `yyyymmddhhmmss-VERSION`, in UTC: the name of the version's folder. */
export function captureName({
  captured,
  version,
}: Pick<DescribedArticle, 'captured' | 'version'>): string {
  return `${new Date(captured.at).toISOString().replace(/\D/g, '').slice(0, 14)}-${version}`;
}

/**
 * Oldest first: by capture, then by the source's hash. A file's time says when a
 * copy was made, not when the page was saved, so it sorts before any recorded time.
 */
export function compareVersions(a: ArticleRecord, b: ArticleRecord): number {
  return (
    Number(isRecorded(a)) - Number(isRecorded(b)) ||
    Date.parse(a.captured) - Date.parse(b.captured) ||
    compareText(sourceKey(a), sourceKey(b))
  );
}

function isRecorded({ provenance }: ArticleRecord): boolean {
  return provenance.captured?.rule !== 'file-time';
}

function sourceKey({ version }: ArticleRecord): string {
  return version.slice(version.indexOf('-') + 1);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
