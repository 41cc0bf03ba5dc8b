/** The five stages as they stand in the flow, between the inbox and the archive, with what waits where. */
import { html } from 'hono/html';
import type { QueueName } from '../../../queues/producer.ts';
import type { QueueFigures } from '../../../queues/queue-figures.ts';
import { stageNames } from '../../../shared/config.ts';
import type { Overview } from '../../overview.ts';
import { sparkline } from '../sparkline.ts';
import { number, type View } from '../view.ts';

/** What has a queue and is no stage. */
const LANES = ['catalog', 'rescue'] as const;

export function flow(overview: Overview, view: View) {
  const { queues, inbox, counts, paused, failedByStage } = overview;
  const { say } = view;
  const figuresOf = (name: QueueName) => queues?.find((one) => one.name === name);
  return html`${paused === null ? null : html`<p class="alarm">${paused}</p>`}
${queues === null ? html`<p class="alarm">${say.storeAway}</p>` : null}
<ol class="flow">
<li class="end"><h3>${say.inbox}</h3><p class="big">${number(inbox)}</p></li>
${stageNames.map((name) => stageBox(figuresOf(name), failedByStage[name], name, view))}
<li class="end"><h3>${say.inArchive}</h3><p class="big">${number(counts.published)}</p></li>
</ol>
<ul class="lanes">${LANES.map((name) => lane(figuresOf(name), name, view))}</ul>`;
}

function stageBox(
  figures: QueueFigures | undefined,
  failed: number,
  name: keyof View['say']['stages'],
  view: View,
) {
  const { say } = view;
  if (!figures) return html`<li><h3>${say.stages[name]}</h3><p class="big">–</p></li>`;
  const { waiting, active, delayed, done, perMinute, paused } = figures;
  const rows: [string, number][] = [
    [say.waiting, waiting],
    [say.active, active],
    [say.later, delayed],
    [say.done, done],
    [say.failed, failed],
  ];
  // The running minute is not over: the one before it tells the speed.
  const speed = perMinute.at(-2) ?? perMinute.at(-1) ?? 0;
  return html`<li class="${paused ? 'stage held' : 'stage'}">
<h3>${say.stages[name]}${paused ? html` <small>${say.held}</small>` : null}</h3>
<dl>${rows.map(([what, count]) => html`<div class="${kindOf(what, count, view)}"><dt>${what}</dt><dd>${number(count)}</dd></div>`)}</dl>
${sparkline(perMinute, say.perMinute(number(speed)))}
${pauseButton(name, paused, view)}</li>`;
}

function kindOf(what: string, count: number, { say }: View): string {
  if (count === 0) return 'none';
  return what === say.failed ? 'bad' : '';
}

/** Beside the flow: nobody waits for these. */
function lane(figures: QueueFigures | undefined, name: keyof View['say']['lanes'], view: View) {
  if (!figures) return null;
  const { say } = view;
  const { waiting, active, delayed, done, paused } = figures;
  const rows = [
    `${number(waiting + delayed)} ${say.waiting}`,
    `${number(active)} ${say.active}`,
    `${number(done)} ${say.done}`,
  ];
  return html`<li>${say.stages[name]} <small>${say.lanes[name]}</small>: ${rows.join(' · ')}${paused ? html` · <b>${say.held}</b>` : null} ${pauseButton(name, paused, view)}</li>`;
}

function pauseButton(name: string, paused: boolean, { say, mayChange }: View) {
  if (!mayChange) return null;
  const path = `/api/queues/${name}/${paused ? 'resume' : 'pause'}`;
  const word = paused ? say.resumeStage : say.pauseStage;
  const stage = say.stages[name as keyof typeof say.stages];
  return html`<button type="button" data-post="${path}" id="hold-${name}" aria-label="${word}: ${stage}">${word}</button>`;
}
