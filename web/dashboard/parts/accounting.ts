/** in = published + duplicates + failed + under way, and how long it takes. */
import { html } from 'hono/html';
import { stageNames } from '../../../shared/config.ts';
import type { Overview } from '../../overview.ts';
import { number, type View } from '../view.ts';

export function accounting({ counts, inbox, pace, ...rest }: Overview, { say }: View) {
  const { accepted, published, duplicates, failed, inFlight, versions, pictures } = counts;
  const all = accepted + inbox;
  if (all === 0) return html`<p>${say.nothingYet}</p>`;
  const ended = accepted - inFlight;
  const figure = (count: number, word: string, kind: string) =>
    html`<span class="figure ${kind}"><b>${number(count)}</b> ${word}</span>`;
  return html`<progress max="${all}" value="${ended}" aria-label="${say.accounting}"></progress>
<p class="accounts">${figure(accepted, say.accepted, 'accepted')} <span>=</span>
${figure(published, say.published, 'published')} <span>+</span>
${figure(duplicates, say.duplicates(duplicates), 'duplicates')} <span>+</span>
${figure(failed, say.failed, failed > 0 ? 'failed' : 'none')} <span>+</span>
${figure(inFlight, say.inFlight, 'flying')}</p>
<p class="quiet">${[
    versions > 0 ? say.versions(number(versions)) : null,
    ended === all ? say.allDone : isHeld(rest) ? null : paceLine(pace, say),
  ]
    .filter((one) => one !== null)
    .join(' · ')}</p>
<p class="quiet">${say.pictures(number(pictures.stored), number(pictures.rescued), number(pictures.missing))}</p>
${rest.workers?.length === 0 ? html`<p class="alarm">${say.noWorkers}</p>` : null}`;
}

/** Nothing can be said of the time while a stage, or all, waits for somebody to let it go on. */
function isHeld({ paused, queues }: Pick<Overview, 'paused' | 'queues'>): boolean {
  const isStage = ({ name }: { name: string }) => stageNames.some((stage) => stage === name);
  return paused !== null || (queues ?? []).some((one) => one.paused && isStage(one));
}

function paceLine(pace: Overview['pace'], say: View['say']): string | null {
  if (!pace) return null;
  const { perSecond, secondsLeft } = pace;
  const speed = say.pace(number(perSecond * 60));
  return secondsLeft === null ? speed : `${speed} · ${say.left(say.duration(secondsLeft))}`;
}
