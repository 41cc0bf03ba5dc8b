/**
 * `noscript` holds the picture for those without scripts: beside a placeholder
 * it is the same picture, elsewhere the only one.
 */
import type { Cheerio } from 'cheerio';
import type { Draft, TreeElement } from './draft.ts';

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
      noscript.replaceWith(noscript.contents());
    }
  });
}

function areTwins(visible: Cheerio<TreeElement>, hidden: Cheerio<TreeElement>): boolean {
  if (hidden.length !== 1) return false;
  const src = visible.attr('src') ?? '';
  return (
    src === '' || src.startsWith('data:') || fileName(src) === fileName(hidden.attr('src') ?? '')
  );
}

function handOver(hidden: Cheerio<TreeElement>, visible: Cheerio<TreeElement>): void {
  const srcsets = [visible, hidden]
    .map((img) => img.attr('srcset')?.trim() ?? '')
    .filter((list) => list !== '' && !list.startsWith('data:'));
  visible.attr('srcset', srcsets.join(', '));
  visible.attr('data-twins', hidden.attr('src') ?? '');
}

function fileName(address: string): string {
  return (
    address
      .replace(/[?#].*$/, '')
      .split('/')
      .at(-1) ?? ''
  );
}
