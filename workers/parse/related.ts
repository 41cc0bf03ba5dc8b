/**
 * Links to other articles leave the text for a list of their own: blocks under
 * a heading that says so, and what the outlet's file names. Where such links are
 * most of the article, they are the article, and stay; so do links between its
 * paragraphs, which may be what the sentence before them speaks of.
 */
import { linkAddress } from './addresses.ts';
import { plain } from './characters.ts';
import { type Draft, isElement, type Selection, type TreeElement } from './draft.ts';

const HEADING =
  /^(?:相关|相關|延伸|推荐|推薦|更多|扩展|擴展)(?:阅读|閱讀|报道|报导|報導|報道|文章|新闻|新聞|内容|內容|链接|連結)\s*[：:]?$|^(?:related(?: articles| stories| posts| content)?|further reading|read more|see also)\s*:?$/i;
const INLINE_HEADING =
  /^(?:相关|相關|延伸|推荐|推薦)(?:阅读|閱讀|报道|报导|報導|報道|文章|新闻|新聞)\s*[：:]/;
/** Above this share of the text, links to other articles are what the article is about. */
const MOST = 0.5;

export function collectRelated(draft: Draft): void {
  const { $, outlet } = draft;
  const selectors = outlet?.related?.join(', ');
  const named = selectors ? $(selectors).toArray().filter(isElement) : [];
  const labelled = $('p').filter((_, line) => INLINE_HEADING.test(plain($(line).text())));
  const blocks = [
    ...headedBlocks($),
    ...[...named, ...labelled.toArray()].map((element) => [element]),
  ];
  const linksOnly = blocks.filter((block) => holdsOnlyLinks($(block), $, outlet?.relatedLabel));
  const length = (nodes: TreeElement[]) => plain($(nodes).text()).length;
  const linked = length([...new Set(linksOnly.flat())]);
  if (linked > MOST * plain($.root().text()).length) return;
  for (const block of linksOnly) {
    for (const link of $(block).find('a').addBack('a').toArray()) add($(link), draft);
    $(block).prev('br').remove();
    $(block).remove();
  }
}

/** A heading and the blocks of links below it. */
function headedBlocks($: Draft['$']): TreeElement[][] {
  return $('p, h2, h3, h4, h5, h6, div, li')
    .filter((_, element) => $(element).children('p, div').length === 0)
    .filter((_, element) => HEADING.test(plain($(element).text())))
    .toArray()
    .map((heading) => [heading, ...linksBelow($, heading)])
    .filter((block) => block.length > 1);
}

function linksBelow($: Draft['$'], heading: TreeElement): TreeElement[] {
  const below: TreeElement[] = [];
  for (const element of $(heading).nextAll().toArray()) {
    const isEmpty = plain($(element).text()) === '' && $(element).find('img').length === 0;
    if (!isEmpty && !holdsOnlyLinks($(element), $)) break;
    below.push(element);
  }
  while (below.length > 0 && plain($(below.at(-1)).text()) === '') below.pop();
  return below;
}

/** All its text is links, but for a heading, numbers, bullets and dates. */
function holdsOnlyLinks(block: Selection, $: Draft['$'], label?: RegExp): boolean {
  const links = block.find('a[href]').addBack('a[href]');
  if (links.length === 0 || block.find('img, figure').length > links.length) return false;
  const rest = block
    .toArray()
    .map((element) => without($(element)))
    .filter((text) => !HEADING.test(text))
    .join('')
    .replace(label ?? '', '')
    .replace(INLINE_HEADING, '');
  return !/\p{L}/u.test(rest);
}

function without(element: Selection): string {
  if (element.is('a')) return '';
  const copy = element.clone();
  copy.find('a').remove();
  return plain(copy.text());
}

function add(link: Selection, { related, place }: Draft): void {
  const url = linkAddress(link.attr('href') ?? '', place);
  const title = plain(link.text()).replace(INLINE_HEADING, '').trim();
  if (url?.startsWith('http') !== true) return;
  // A link that has lost its text may stand beside its twin: one of the two has the title.
  const same = related.filter((article) => article.url === url);
  const untitled = same.find((article) => article.title === url);
  const isKnown = title === '' ? same.length > 0 : same.some((one) => one.title === title);
  if (untitled && title !== '') untitled.title = title;
  else if (!isKnown) related.push({ url, title: title || url });
}
