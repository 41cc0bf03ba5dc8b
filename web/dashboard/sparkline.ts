/** A small plot of numbers, as SVG in the page: nothing to fetch, nothing to run. */
import { html } from 'hono/html';

const [WIDTH, HEIGHT] = [120, 24];
const SLOTS = 30;

/** Bars, oldest left; the newest stands at the right edge. `label` says it in words. */
export function sparkline(values: number[], label: string) {
  const most = Math.max(1, ...values);
  const step = WIDTH / SLOTS;
  const shown = values.slice(-SLOTS);
  const bars = shown.flatMap((value, at) => {
    if (value === 0) return [];
    const height = Math.max(1, Math.round((value / most) * HEIGHT));
    const x = WIDTH - (shown.length - at) * step;
    return html`<rect x="${x}" y="${HEIGHT - height}" width="${step - 1}" height="${height}"/>`;
  });
  return html`<figure class="plot"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true" preserveAspectRatio="none">${bars}</svg><figcaption>${label}</figcaption></figure>`;
}
