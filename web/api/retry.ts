/** `POST /api/retry`: failed files again. What is under way is no mistake of whoever asks, and is said so. */
import type { Context, Handler } from 'hono';
import type { ReceiptBook } from '../../queues/receipt-book.ts';
import { type RetryWish, retryFailed } from '../../queues/retry.ts';
import type { Config } from '../../shared/config.ts';
import { languageOf, type Said } from '../dashboard/language.ts';
import { named } from '../journeys.ts';
import { refuse } from '../problems.ts';
import { readJson } from './body.ts';
import { RetryBody } from './shapes.ts';

const NOTHING: Record<'underWay' | 'moved' | 'none', Said> = {
  underWay: {
    en: 'This is under way already; there is nothing to try again yet.',
    zh: '正在处理中，暂时无需重试。',
  },
  moved: {
    en: 'Nothing of it lies in failed/ any more: it is being tried again already, or was moved away.',
    zh: '已不在 failed/ 中：正在重试，或已被移走。',
  },
  none: { en: 'Nothing has failed.', zh: '没有失败的文章。' },
};

/** Names that are looked up where none of them has failed. */
const MOST_LOOKED_UP = 100;

export function retry(book: ReceiptBook, config: Config): Handler {
  return async (context) => {
    const body = await readJson(context, RetryBody);
    if (body instanceof Response) return body;
    const wish: RetryWish = 'ids' in body ? { names: body.ids } : body;
    const { files, meant } = await retryFailed(book.failed(), wish, config);
    if (files.length > 0) {
      const message = `${files.length} → inbox ✓`;
      return context.json({ retried: files.length, files, message });
    }
    if (meant > 0) return nothing(context, NOTHING.moved);
    if ('all' in body) return nothing(context, NOTHING.none);
    if ('code' in body) return refuse(context, 'E_NO_SUCH_CODE');
    return notFailed(context, book, body.ids);
  };
}

/** None of these has failed: they are under way, have ended well, or were never there. */
function notFailed(context: Context, book: ReceiptBook, ids: string[]): Response {
  const receipts = book.all();
  const known = ids.slice(0, MOST_LOOKED_UP).flatMap((id) => named(receipts, id));
  if (known.some(({ end }) => end === null)) return nothing(context, NOTHING.underWay);
  return refuse(context, known.length > 0 ? 'E_NOT_FAILED' : 'E_UNKNOWN');
}

function nothing(context: Context, why: Said): Response {
  return context.json({ retried: 0, files: [], message: why[languageOf(context)] });
}
