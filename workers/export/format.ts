/** What every format of `offprint export` has in common: articles go in one by one, a stream comes out. */
import type { Readable } from 'node:stream';
import type { ArchivedArticle } from './article.ts';

export interface Format {
  output: Readable;
  /** Throws DamagedArticle, but never after something of the article was written. */
  add(article: ArchivedArticle): Promise<void>;
  end(): Promise<void>;
}
