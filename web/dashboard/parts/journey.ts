/** The way of one article through the stages, with all that was noted on it. */
import { html } from 'hono/html';
import { type End, type Failure, splitRef } from '../../../queues/receipts.ts';
import type { Journey, Sketch } from '../../journeys.ts';
import { explained, moment, momentText, number, type View } from '../view.ts';

export function journeyPart(journey: Journey, view: View) {
  const { say } = view;
  const { file, settled, acceptedAt, id, url, title, end, same } = journey;
  const own = say.journey;
  const facts: [string, unknown][] = [
    [
      own.file,
      html`<bdi>${file}</bdi>${settled ? ` (${own.liesIn} ${own.folders[settled.folder]})` : ''}`,
    ],
    [own.accepted, moment(acceptedAt, view)],
    ...(same ? ([[own.sameAs, link(same)]] as [string, unknown][]) : []),
    ...(id ? ([[own.id, html`<code>${id}</code>`]] as [string, unknown][]) : []),
    ...(url ? ([[own.address, html`<bdi>${url}</bdi>`]] as [string, unknown][]) : []),
  ];
  return html`<article class="journey"><h3><bdi>${title ?? file}</bdi></h3>
${outcome(journey, view)}
<dl class="facts">${facts.map(([what, value]) => html`<dt>${what}</dt><dd>${value}</dd>`)}</dl>
${steps(journey, view)}${warnings(end, view)}${pictures(journey, view)}</article>`;
}

/** One of several that were found. */
export function sketchPart({ receipt, file, end, acceptedAt }: Sketch, view: View) {
  const { journey } = view.say;
  const state = end ? journey.outcomes[end.outcome] : journey.underWay;
  return html`<li><a href="/dashboard/articles/${receipt}"><bdi>${end?.title ?? file}</bdi></a>
<small><bdi>${file}</bdi> · ${state} · ${moment(acceptedAt, view)}</small></li>`;
}

function link({ receipt, file }: { receipt: string; file: string }) {
  return html`<a href="/dashboard/articles/${receipt}"><bdi>${file}</bdi></a>`;
}

function outcome({ end, receipt, now, takenDown }: Journey, view: View) {
  const { say, mayChange } = view;
  const { journey } = say;
  if (!end) {
    const until = now?.until ? momentText(now.until, view) : '';
    const where = now && html` ${journey.now(say.stages[now.stage], now.state, until)}`;
    return html`<p><span class="badge flying">${journey.underWay}</span>${where}</p>`;
  }
  const badge = html`<span class="badge ${end.outcome}">${journey.outcomes[end.outcome]}</span>`;
  if (takenDown) {
    const { at, reason } = takenDown;
    return html`<p>${badge} <span class="badge failed">${journey.takenDown}</span> ${moment(at, view)}${reason === null ? null : html`: <bdi>${reason}</bdi>`}</p>`;
  }
  const page = end.path ? html` <a href="/${end.path}">${journey.page}</a>` : null;
  if (end.outcome !== 'failed') return html`<p>${badge}${page}</p>`;
  const { message, next } = explained(end.code ?? 'E_INTERNAL', view);
  return html`<p>${badge} ${view.language === 'en' ? (end.message ?? message) : message} <code>${end.code}</code></p>
<p class="quiet">${say.next}: ${next}</p>${mayChange ? retryButton(receipt, view) : null}`;
}

function retryButton(ref: string, { say }: View) {
  const body = JSON.stringify({ ids: [splitRef(ref).receipt] });
  return html`<p><button type="button" data-post="/api/retry" data-body="${body}">${say.retry}</button></p>`;
}

/** Every attempt is a row: those that came to nothing, and the one that settled the stage. */
function steps({ steps: done }: Journey, view: View) {
  const { journey, stages } = view.say;
  if (done.length === 0) return null;
  const rows = done.flatMap(({ stage, outcome, at, ms, tries }) => [
    ...tries.map((one) => ({ stage, ...one, said: reason(one, view) })),
    ...(outcome === 'done' ? [{ stage, at, ms, said: html`✓` }] : []),
  ]);
  return html`<div class="wide"><table><thead><tr><th>${journey.stage}</th><th>${journey.at}</th><th class="number">${journey.took}</th><th>${journey.answer}</th></tr></thead>
<tbody>${rows.map(
    ({ stage, at, ms, said }) =>
      html`<tr><td>${stages[stage]}</td><td>${moment(at, view)}</td><td class="number">${number(ms)} ms</td><td>${said}</td></tr>`,
  )}</tbody></table></div>`;
}

function reason({ code, message }: Failure, view: View) {
  const said = view.language === 'en' ? message : explained(code, view).message;
  return html`${view.say.journey.failed}: ${said} <code>${code}</code>`;
}

function warnings(end: End | null, view: View) {
  if (!end || end.warnings.length === 0) return null;
  const { journey } = view.say;
  return html`<h4>${journey.warnings}</h4><ul>${end.warnings.map(
    ({ code, message }) => html`<li>${message} <code>${code}</code></li>`,
  )}</ul>`;
}

function pictures({ pictures: tries }: Journey, view: View) {
  if (tries.length === 0) return null;
  const { journey } = view.say;
  return html`<details><summary>${journey.pictures(tries.length)}</summary><div class="wide"><table>
<thead><tr><th>${journey.address}</th><th>${journey.answer}</th><th class="number">${journey.bytes}</th><th class="number">${journey.took}</th></tr></thead>
<tbody>${tries.map(
    ({ address, status, code, bytes, ms }) =>
      html`<tr><td class="address"><bdi>${address}</bdi></td><td>${[status, code].filter(Boolean).join(' ')}</td><td class="number">${number(bytes)}</td><td class="number">${number(ms)} ms</td></tr>`,
  )}</tbody></table></div></details>`;
}
