/**
 * Reads the dropped file, or fetches the page at an address, and finds out who
 * the article is: canonical URL, id, version. A version that is another file's
 * or in the archive already ends here as a duplicate.
 */
import { createHash } from 'node:crypto';
import { sourceKey } from '../queues/sources.ts';
import type { AcceptedFile, Again, IngestedArticle, Warning } from '../shared/article.ts';
import { warning } from '../shared/codes.ts';
import type { Context } from '../shared/context.ts';
import { EarlyEnd, PermanentError, TransientError } from '../shared/errors.ts';
import { NoTurn } from '../shared/host-turn.ts';
import { MAX_SOURCE_BYTES } from '../shared/html-guard.ts';
import type { ReadAddresses, ReadArticle } from '../shared/pieces.ts';
import { expand } from '../shared/sources.ts';
import { articleId, canonicalUrl, versionKey } from './ingest/canonical.ts';
import { restore } from './ingest/restored.ts';

/** Milliseconds for one page, redirects included. */
const PAGE_DEADLINE = 30_000;
/** Milliseconds that a page waits for its turn at a host. */
const PATIENCE = 15_000;

/** Untouched bytes, and what came with them. */
interface Source {
  storageKey: string;
  bytes: Buffer;
  /** Where they were fetched; null for a file. */
  url: string | null;
  charset: string | null;
  warnings: Warning[];
}

export async function ingest(file: AcceptedFile, context: Context): Promise<IngestedArticle> {
  if (file.again) return ingestAgain(file, file.again, context);
  const source =
    file.url === null ? await dropped(file, context) : await fetched(file.url, file, context);
  const found = await read(source, file, context);
  if (found.kind !== 'addresses') return identify(file, source, found, context);
  const [only] = found.addresses;
  if (found.addresses.length !== 1 || !only) throw new EarlyEnd({ outcome: 'many', ...found });
  if (only.url === null) throw new PermanentError(only.code ?? 'E_URL_INVALID');
  const page = await fetched(only.url, file, context);
  const inside = await read(page, file, context);
  if (inside.kind === 'addresses') throw new PermanentError('E_NOT_HTML');
  return identify(file, page, inside, context);
}

/** No network: what was fetched lies in the archive. */
async function ingestAgain(
  file: AcceptedFile,
  again: Again,
  context: Context,
): Promise<IngestedArticle> {
  const { record, bytes } = await restore(again, context);
  const isPage = record.sourceFile.kind === 'url';
  const storageKey = isPage ? `work/${file.receipt}/page` : sourceKey(file.sha256);
  await context.state.write(storageKey, bytes);
  const { address = record.url, charset = null } = record.sourceFile.fetched ?? {};
  const url = isPage ? address : null;
  const warnings = record.warnings.filter(({ code }) => isPage && code === 'W_DOWNGRADE');
  const source = { storageKey, bytes, url, charset, warnings };
  const found = await read(source, file, context);
  if (found.kind === 'addresses') throw new PermanentError('E_NOT_HTML');
  const article = await identify(file, source, found, context);
  const rule = record.provenance.captured?.rule;
  const isRule = rule === 'header' || rule === 'record' || rule === 'file-time';
  return isRule ? { ...article, captured: { at: record.captured, rule } } : article;
}

async function dropped(file: AcceptedFile, { state }: Context): Promise<Source> {
  const storageKey = sourceKey(file.sha256);
  const bytes = await state.read(storageKey);
  if (!bytes) throw new TransientError('E_STORAGE', `The state folder has lost ${file.name}.`);
  return { storageKey, bytes, url: null, charset: null, warnings: [] };
}

/** Tries each source of the template list; the first that answers wins. */
async function fetched(url: string, file: AcceptedFile, context: Context): Promise<Source> {
  const storageKey = `work/${file.receipt}/page`;
  let failure: unknown = new PermanentError(
    'E_NOT_FETCHED',
    'Pages are not fetched, because OFFPRINT_PAGE_SOURCES is empty.',
  );
  const timestamp = new Date(file.modified).toISOString().replace(/\D/g, '').slice(0, 14);
  for (const address of expand(context.settings.pageSources, url, { timestamp })) {
    try {
      const page = await context.download(address, {
        accept: 'text/html, application/xhtml+xml;q=0.9, text/plain;q=0.5',
        maxBytes: MAX_SOURCE_BYTES,
        deadline: PAGE_DEADLINE,
        enterHost: (visit) => context.enterHost(visit, PATIENCE),
        signal: context.signal,
      });
      await context.state.write(storageKey, page.bytes);
      const warnings = page.downgraded ? [warning('W_DOWNGRADE')] : [];
      // Through a mirror the page's address is still the one that was asked for.
      return {
        storageKey,
        bytes: page.bytes,
        url: address === url ? page.url : url,
        charset: page.charset,
        warnings,
      };
    } catch (error) {
      failure = error;
      // Nobody was asked: the next source of the list is for when this one has nothing.
      if (error instanceof NoTurn) break;
    }
  }
  throw failure;
}

async function read(
  source: Source,
  file: AcceptedFile,
  context: Context,
): Promise<ReadArticle | ReadAddresses> {
  const { bytes, url, charset } = source;
  const name = url === null ? file.name : 'page.html';
  return context.piece('read', { bytes, name, url, charset });
}

async function identify(
  file: AcceptedFile,
  source: Source,
  found: ReadArticle,
  context: Context,
): Promise<IngestedArticle> {
  const url = found.url === null ? null : canonicalUrl(found.url);
  const id = articleId(url ?? found.html);
  const sha256 = createHash('sha256').update(source.bytes).digest('hex');
  const version = versionKey(sha256);
  if (await context.archive.has(tombstoneKey(id))) throw new PermanentError('E_REMOVED');
  if (!(await context.claim(id, version))) {
    throw new EarlyEnd({ outcome: 'duplicate', id, version, url });
  }
  return {
    receipt: file.receipt,
    id,
    version,
    url,
    address: found.url,
    file,
    source: {
      storageKey: source.storageKey,
      kind: source.url === null ? found.kind : 'url',
      sha256,
      bytes: source.bytes.length,
      extension: found.extension,
      fetched: source.url === null ? null : { address: source.url, charset: source.charset },
    },
    captured: found.captured
      ? { at: found.captured, rule: 'header' }
      : { at: new Date(file.modified).toISOString(), rule: 'file-time' },
    format: found.format,
    html: found.html,
    header: { title: found.title, date: found.date, front: found.front },
    warnings: [...file.warnings, ...source.warnings, ...found.warnings],
  };
}

/** What `offprint remove` leaves in the archive. */
export function tombstoneKey(id: string): string {
  return `removed/${id.slice(1, 3)}/${id}.json`;
}
