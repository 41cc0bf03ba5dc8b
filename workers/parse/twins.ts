/**
 * `noscript` holds the picture for those without scripts: beside a placeholder
 * it is the same picture, elsewhere the only one.
 */
import type { Cheerio } from 'cheerio';
import { fileName } from './addresses.ts';
import { LAZY } from './candidates.ts';
import { type Draft, dissolve, type TreeElement } from './draft.ts';

/** Hands the addresses of a twin to the visible picture; unwraps every other `noscript`. */
export function joinTwins({ $ }: Draft): void {
  $('noscript').each((_, element) => {
    const noscript = $(element);
    const hidden = noscript.find('img');
    const visible = [noscript.prev(), noscript.next()]
      .map((beside) => (beside.is('img') ? beside : beside.find('img').last()))
      .find((img) => img.length === 1 && areTwins(img, hidden));
    if (visible) {
      handOver(hidden, visible);
      noscript.remove();
    } else {
      dissolve(noscript);
    }
  });
}

/** A picture that names its file is the twin of one of the same name; a bare placeholder of any. */
function areTwins(visible: Cheerio<TreeElement>, hidden: Cheerio<TreeElement>): boolean {
  if (hidden.length !== 1 || visible.is('[data-twins]')) return false;
  const names = ['src', ...LAZY]
    .map((name) => visible.attr(name)?.trim() ?? '')
    .filter((address) => address !== '' && !address.startsWith('data:'))
    .map(fileName);
  return names.length === 0 || names.includes(fileName(hidden.attr('src') ?? ''));
}

function handOver(hidden: Cheerio<TreeElement>, visible: Cheerio<TreeElement>): void {
  const srcsets = [visible, hidden]
    .map((img) => img.attr('srcset')?.trim() ?? '')
    .filter((list) => list !== '' && !list.startsWith('data:'));
  visible.attr('srcset', srcsets.join(', '));
  visible.attr('data-twins', hidden.attr('src') ?? '');
}
