/** The articles published last, with their pictures. */
import { html } from 'hono/html';
import type { Overview } from '../../overview.ts';
import { moment, type View } from '../view.ts';

export function recent({ recent: articles }: Overview, view: View) {
  if (articles.length === 0) return html`<p class="quiet">${view.say.noRecent}</p>`;
  return html`<ul class="recent">${articles.map(
    ({ title, outlet, language, path, thumbnail, at }) =>
      html`<li><a href="/${path}">${
        thumbnail
          ? html`<img src="/${thumbnail.path}" width="${thumbnail.width}" height="${thumbnail.height}" alt="" loading="lazy">`
          : html`<span class="blank" aria-hidden="true">${[...title][0]}</span>`
      }<span lang="${language ?? 'und'}">${title}</span></a><small>${outlet === null ? null : html`<bdi>${outlet}</bdi> · `}${moment(at, view)}</small></li>`,
  )}</ul>`;
}
