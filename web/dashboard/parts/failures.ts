/** What failed, grouped by why, with what to do about it. */
import { html } from 'hono/html';
import { type Code, codes } from '../../../shared/codes.ts';
import type { FailureGroup } from '../../failures.ts';
import type { Overview } from '../../overview.ts';
import { explained, lang, moment, number, type View } from '../view.ts';

export function failures({ failures: groups, counts }: Overview, view: View) {
  const { say, mayChange } = view;
  if (groups.length === 0) return html`<p class="quiet">${say.noFailures}</p>`;
  const all = html`<p><button type="button" data-post="/api/retry" data-body='{"all":true}' id="retry-all">${say.retryAll} (${number(counts.failed)})</button></p>`;
  return html`${groups.map((group) => renderGroup(group, view))}${mayChange && groups.length > 1 ? all : null}`;
}

function renderGroup({ code, count, articles }: FailureGroup, view: View) {
  const { say, mayChange } = view;
  const { message, next } = explained(code, view);
  const body = JSON.stringify({ code });
  return html`<details class="group" id="group-${code}"><summary><b>${number(count)}</b> <span lang="${lang(view)}">${message}</span> <code>${code}</code></summary>
<p class="quiet">${say.next}: ${next}</p>
${mayChange ? html`<p><button type="button" data-post="/api/retry" data-body="${body}" id="retry-${code}">${say.retryThese(number(count))}</button></p>` : null}
<ul class="articles">${articles.map((article) => renderArticle(article, code, view))}</ul>
${count > articles.length ? html`<p class="quiet">${say.andMore(number(count - articles.length))}</p>` : null}</details>`;
}

function renderArticle(
  { receipt, ref, file, title, message, at }: FailureGroup['articles'][number],
  code: string,
  view: View,
) {
  // A more precise sentence is there in English only.
  const own = message === codes[code as Code]?.message;
  const said = own ? explained(code, view).message : html`<span lang="en">${message}</span>`;
  const { say, mayChange } = view;
  const body = JSON.stringify({ ids: [receipt] });
  return html`<li><a href="/dashboard/articles/${ref}"><bdi>${title ?? file}</bdi></a>
<small>${title === null ? null : html`<bdi>${file}</bdi> · `}${said} · ${moment(at, view)}</small>
${mayChange ? html`<button type="button" data-post="/api/retry" data-body="${body}" id="retry-${ref}" aria-label="${say.retry}: ${file}">${say.retry}</button>` : null}</li>`;
}
