/** Who works, where, and with how much room. */
import { html } from 'hono/html';
import type { WorkerBeat } from '../../../queues/heartbeat.ts';
import { sizeText } from '../../../shared/bytes.ts';
import { stageNames } from '../../../shared/config.ts';
import type { Overview } from '../../overview.ts';
import { moment, type View } from '../view.ts';

export function machines({ workers, disk, store }: Overview, view: View) {
  const { say } = view;
  const kinds = { url: 'Redis', server: 'redis-server', javascript: 'JavaScript' };
  const used = store.used === null ? null : sizeText(store.used);
  return html`${workers === null || workers.length === 0 ? null : table(workers, view)}
<p class="quiet">${say.disk(sizeText(disk.free), sizeText(disk.pauseBelow))}</p>
<p class="quiet">${say.store(kinds[store.kind], used)}</p>`;
}

function table(workers: WorkerBeat[], view: View) {
  const { say } = view;
  return html`<div class="wide"><table>
<thead><tr><th>${say.machine}</th><th>${say.doesStages}</th><th class="number">${say.memory}</th><th>${say.since}</th></tr></thead>
<tbody>${workers.map(
    ({ host, pid, stages, memory, startedAt }) => html`<tr>
<td><bdi>${host}</bdi> <small>${pid}</small></td>
<td>${stages.length === stageNames.length ? say.allStages : stages.map((stage) => say.stages[stage]).join(', ')}</td>
<td class="number">${sizeText(memory)}</td><td>${moment(startedAt, view)}</td></tr>`,
  )}</tbody></table></div>`;
}
