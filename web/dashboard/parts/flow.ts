/** The five stages as they stand in the flow, between the inbox and the archive, with what waits where. */
import { html } from 'hono/html';
import type { QueueName } from '../../../queues/producer.ts';
import type { QueueFigures } from '../../../queues/queue-figures.ts';
import { stageNames } from '../../../shared/config.ts';
import type { Overview } from '../../overview.ts';
import { sparkline } from '../sparkline.ts';
import { number, type View } from '../view.ts';

/** What has a queue and is no stage. */
const LANES: QueueName[] = ['catalog', 'rescue'];

export function flow({ queues, inbox, counts, paused }: Overview, view: View) {
  const { say } = view;
  const box = (name: QueueName) =>
    stageBox(
      queues?.find((one) => one.name === name),
      name,
      view,
    );
  return html`${paused === null ? null : html`<p class="alarm">${paused}</p>`}
${queues === null ? html`<p class="alarm">${say.storeAway}</p>` : null}
<ol class="flow">
<li class="end"><h3>${say.inbox}</h3><p class="big">${number(inbox)}</p></li>
${stageNames.map(box)}
<li class="end"><h3>${say.inArchive}</h3><p class="big">${number(counts.published)}</p></li>
</ol>
<ul class="lanes">${LANES.map(box)}</ul>`;
}

function stageBox(
  figures: QueueFigures | undefined,
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
  ];
  // The running minute is not over: the one before it tells the speed.
  const speed = perMinute.at(-2) ?? 0;
  return html`<li class="${paused ? 'stage held' : 'stage'}">
<h3>${say.stages[name]}${paused ? html` <small>${say.held}</small>` : null}</h3>
<dl>${rows.map(([what, count]) => html`<div class="${count === 0 ? 'none' : ''}"><dt>${what}</dt><dd>${number(count)}</dd></div>`)}</dl>
${sparkline(perMinute, say.perMinute(number(speed)))}
${pauseButton(name, paused, view)}</li>`;
}

function pauseButton(name: string, paused: boolean, { say, mayChange }: View) {
  if (!mayChange) return null;
  const path = `/api/queues/${name}/${paused ? 'resume' : 'pause'}`;
  const word = paused ? say.resumeStage : say.pauseStage;
  const stage = say.stages[name as keyof typeof say.stages];
  return html`<button type="button" data-post="${path}" id="hold-${name}" aria-label="${word}: ${stage}">${word}</button>`;
}
