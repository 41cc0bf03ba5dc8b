/**
 * Players, frames and posts of other sites become links with a label: what
 * they showed was never part of the file. A tweet's text was, and stays as a
 * quotation. A video's poster becomes a picture.
 */
import type { Cheerio } from 'cheerio';
import { linkAddress } from './addresses.ts';
import { takeSmall } from './captions.ts';
import { plain } from './characters.ts';
import { type Draft, dissolve, replaceBy, type TreeElement, tree } from './draft.ts';
import { type Labels, labelsFor } from './labels.ts';
import { kindOfPage, pageOfPlayer } from './players.ts';

type Kind = 'video' | 'audio' | 'post' | 'embedded';

/** Frames that show advertisements, or count readers. */
const NOT_CONTENT =
  /doubleclick\.net|googlesyndication\.com|amazon-adsystem\.com|taboola\.com|outbrain\.com|googletagmanager\.com|facebook\.com\/plugins\/(?:like|page|share)|platform\.twitter\.com\/widgets\/(?:follow|tweet)_button|disqus\.com/i;

export function linkEmbeds(draft: Draft): void {
  const { $ } = draft;
  const labels = labelsFor($.root().text());
  // WordPress's card of another article: a link in a quotation, and a twin that a script shows.
  const cards = $('blockquote.wp-embedded-content');
  if (cards.length > 0) $('iframe.wp-embedded-content').remove();
  cards.each((_, card) => dissolve($(card)));
  $('[data-iframe]').each((_, holder) => {
    replaceBy($(holder), tree($(holder).attr('data-iframe') ?? '')('iframe').first());
  });
  $('iframe, frame, embed, object').each((_, frame) => {
    replaceByLink($(frame), addressOfFrame($(frame)), null, labels, draft);
  });
  $('video, audio').each((_, player) => {
    const address = $(player).attr('src') ?? $(player).find('source[src]').attr('src') ?? '';
    const poster = $(player).attr('poster');
    if (poster) $(player).before($('<img>').attr('src', poster));
    replaceByLink($(player), address, player.name === 'video' ? 'video' : 'audio', labels, draft);
  });
  $('.fb-post[data-href], .fb-video[data-href]').each((_, post) => {
    replaceByLink($(post), $(post).attr('data-href') ?? '', null, labels, draft);
  });
}

function addressOfFrame(frame: Cheerio<TreeElement>): string {
  const names = ['src', 'data-src', 'data-lazy-src', 'data'];
  return names.map((name) => frame.attr(name) ?? '').find((raw) => /\S/.test(raw)) ?? '';
}

function replaceByLink(
  element: Cheerio<TreeElement>,
  raw: string,
  kind: Kind | null,
  labels: Labels,
  { $, place }: Draft,
): void {
  const address = linkAddress(raw, place);
  if (address?.startsWith('http') !== true || NOT_CONTENT.test(address)) {
    return void element.remove();
  }
  const page = pageOfPlayer(address);
  const around = element.closest('p').add(element.prev()).add(element.next());
  const isLinked = around
    .find('a')
    .addBack('a')
    .is((_, link) => $(link).attr('href') === page);
  if (isLinked) return void element.remove();
  const label = labels[kind ?? kindOfPage(page)];
  const title = plain(element.attr('title') ?? '') || takeSmall(element);
  const name = title || new URL(page).hostname.replace(/^www\./, '');
  const link = $('<a>').attr('href', page).text(`${label}${labels.colon}${name}`);
  element.replaceWith($('<p>').append(link));
}
