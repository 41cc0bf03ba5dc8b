/** `/dashboard`: the pipeline at a glance, and what became of an article. Rendered here; a little script keeps it fresh. */
import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { html, raw } from 'hono/html';
import type { Ledger } from '../../queues/endings.ts';
import type { Producer } from '../../queues/producer.ts';
import type { ReceiptBook } from '../../queues/receipt-book.ts';
import type { Storage } from '../../shared/storage.ts';
import { journey, named, type Sketch, search } from '../journeys.ts';
import type { Overviews } from '../overview.ts';
import { LANGUAGE_COOKIE, languageOf, languages } from './language.ts';
import { live } from './live.ts';
import { page, searchForm, section } from './page.ts';
import { addPart } from './parts/add.ts';
import { journeyPart, sketchPart } from './parts/journey.ts';
import { renderParts } from './parts.ts';
import { type View, viewFor } from './view.ts';

export interface DashboardOptions {
  overviews: Overviews;
  book: Pick<ReceiptBook, 'all'>;
  ledger: Ledger;
  archive: Storage;
  producer: Producer;
  readOnly: boolean;
}

export function dashboard(options: DashboardOptions): Hono {
  const { overviews, book, ledger, archive, producer, readOnly } = options;
  const app = new Hono();
  const viewOf = (context: Context) => viewFor(languageOf(context), !readOnly);
  app.get('/', async (context) => {
    keepLanguage(context);
    const view = viewOf(context);
    const text = context.req.query('q')?.trim() ?? '';
    if (text !== '') return context.html(await found(text, view));
    const parts = renderParts(await overviews.latest(), view);
    const { say } = view;
    const content = html`<h1 class="hidden">Offprint</h1>
${section('flow', say.flow, raw(parts.flow))}${section('accounting', say.accounting, raw(parts.accounting))}
${view.mayChange ? addPart(view) : null}${searchForm(view)}
${section('failures', say.failures, raw(parts.failures))}${section('recent', say.recent, raw(parts.recent))}
${section('machines', say.machines, raw(parts.machines))}`;
    return context.html(page({ title: say.title, path: '/dashboard', live: true }, content, view));
  });
  app.get('/live', (context) => live(context, overviews, viewOf(context)));
  app.get('/articles/:name', async (context) => {
    keepLanguage(context);
    const view = viewOf(context);
    const name = context.req.param('name');
    const sketches = named(book.all(), name);
    const path = `/dashboard/articles/${encodeURIComponent(name)}`;
    const status = sketches.length > 0 ? 200 : 404;
    return context.html(await results(name, sketches, { path, more: false, view }), status);
  });

  async function found(text: string, view: View) {
    const { found: sketches, more } = search(book.all(), text);
    const path = `/dashboard?q=${encodeURIComponent(text)}`;
    return results(text, sketches, { path, more, view });
  }

  /** All there is to say of one, a list of several. */
  async function results(
    text: string,
    sketches: Sketch[],
    { path, more, view }: { path: string; more: boolean; view: View },
  ) {
    const { say } = view;
    const ids = new Set(sketches.map(({ end, receipt }) => end?.id ?? receipt));
    const isOne = ids.size === 1 && sketches.length <= 10;
    const around = { ledger, archive, producer, receipts: book.all() };
    const list = isOne
      ? await Promise.all(
          sketches.map(async (sketch) => journeyPart(await journey(around, sketch), view)),
        )
      : html`<ul class="articles">${sketches.map((sketch) => sketchPart(sketch, view))}</ul>`;
    const head = sketches.length === 0 ? say.nothingFound(text) : say.found(sketches.length, more);
    const content = html`${searchForm(view, text)}<section><h1>${head}</h1>${list}</section>`;
    return page({ title: text, path, live: false }, content, view);
  }
  return app;
}

/** The style and the script: they say nothing of the archive, and the page to log in needs the style. */
export function dashboardAssets(): Hono {
  const app = new Hono();
  const root = new URL('./assets/', import.meta.url).pathname;
  app.get(
    '/*',
    serveStatic({
      root,
      rewriteRequestPath: (path) => path.replace(/^.*\/assets/, ''),
      onFound: (_, context) => context.header('Cache-Control', 'no-cache'),
    }),
  );
  return app;
}

function keepLanguage(context: Context): void {
  const wish = languages.find((one) => one === context.req.query('lang'));
  if (wish)
    setCookie(context, LANGUAGE_COOKIE, wish, {
      path: '/',
      sameSite: 'Strict',
      maxAge: 31_536_000,
    });
}
