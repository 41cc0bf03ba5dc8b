/**
 * Cleans an article: its text as a dozen kinds of block, its pictures as a
 * list, and apart from both what the source says about itself.
 *
 * The passes run in the order given here over one tree. Pictures and links to
 * other articles are found first, while the source's own markup still says
 * what they are; then the text is rebuilt, and read line by line.
 */
import type { IngestedArticle, ParsedArticle } from '../shared/article.ts';
import { warning } from '../shared/codes.ts';
import type { PureContext } from '../shared/context.ts';
import { PermanentError } from '../shared/errors.ts';
import { MAX_SOURCE_BYTES } from '../shared/html-guard.ts';
import { outletFor } from './outlets/outlets.ts';
import { blocksHtml } from './parse/blocks.ts';
import { narrowToBody } from './parse/body.ts';
import { liftBylines } from './parse/bylines.ts';
import { plain } from './parse/characters.ts';
import { liftDateBox } from './parse/datebox.ts';
import { dropDecoration } from './parse/decoration.ts';
import { type Draft, htmlOf, nodesOf, openDraft, type Pass, tree } from './parse/draft.ts';
import { linkEmbeds } from './parse/embeds.ts';
import { dropRepeatedTitle } from './parse/headings.ts';
import { dropJunk } from './parse/junk.ts';
import { liftMarked } from './parse/lifting.ts';
import { linksOf, resolveLinks } from './parse/links.ts';
import { collectPictures } from './parse/pictures.ts';
import { collectRelated } from './parse/related.ts';
import { repairMarkup } from './parse/repair.ts';
import { sanitise } from './parse/sanitise.ts';
import { joinSharedPicture } from './parse/shared-picture.ts';
import { type Source, sourceOf } from './parse/source.ts';
import { verifyBody } from './parse/verify.ts';
import { joinVerse } from './parse/verse.ts';

const passes: Pass[] = [
  (draft) => draft.outlet?.prepare?.(draft),
  liftDateBox,
  liftMarked,
  dropJunk,
  linkEmbeds,
  collectRelated,
  narrowToBody,
  dropDecoration,
  collectPictures,
  joinSharedPicture,
  joinVerse,
  rebuild,
  resolveLinks,
  liftBylines,
  dropRepeatedTitle,
];

/** Fewer characters are hardly an article: a gallery, a paywall, a consent page. */
const LITTLE_TEXT = 30;

/** Of the article's part of a page, in UTF-16 units: twice a source, for links that are made absolute grow too. */
const MAX_WRITTEN = 2 * MAX_SOURCE_BYTES;
/** A bare `<` or a quotation mark is written as `&lt;`, `&quot;`: a page of them grows by so many times at most. */
const GROWTH = 6;

/** Throws PermanentError: E_NO_CONTENT where neither text nor a picture is found, E_TOO_LARGE for floods of signs. */
export async function parse(
  article: IngestedArticle,
  context: PureContext,
): Promise<ParsedArticle> {
  const { html, format, ...rest } = article;
  const outlet = outletFor(article.url);
  const source = sourceOf(article, outlet);
  refuseTooLarge(source.html.length);
  const draft = openDraft(repairMarkup(source.html), {
    outlet,
    place: { base: source.base, file: article.file.path },
    title: source.title,
    sharedPictures: source.facts.flatMap(({ field, value }) =>
      field === 'picture' ? [value] : [],
    ),
  });
  if (source.html.length > MAX_WRITTEN / GROWTH) refuseTooLarge(htmlOf(draft.$).length);
  for (const pass of passes) pass(draft);
  const body = sanitise(htmlOf(draft.$));
  verifyBody(body, draft.pictures.length);
  const warnings = [...article.warnings, ...source.warnings, ...draft.warnings];
  const clean = tree(body);
  const length = plain(clean.root().text()).replace(/\s/g, '').length;
  if (length === 0 && draft.pictures.length === 0) throw new PermanentError('E_NO_CONTENT');
  if (length < LITTLE_TEXT) warnings.push(warning('W_LITTLE_TEXT'));
  context.log.debug({ format, from: html.length, to: body.length }, 'cleaned');
  return { ...rest, ...found(draft, source), links: linksOf({ $: clean }), body, warnings };
}

/** What no guard of the source can see: the passes would take minutes and gigabytes for it. */
function refuseTooLarge(length: number): void {
  if (length <= MAX_WRITTEN) return;
  const megabytes = (length / 1024 ** 2).toFixed(0);
  const limit = MAX_WRITTEN / 1024 ** 2;
  throw new PermanentError(
    'E_TOO_LARGE',
    `Written as HTML the text has ${megabytes} MB; an article has at most ${limit} MB.`,
  );
}

function found({ pictures, related, lifted }: Draft, { facts }: Source) {
  const inOrder = lifted.toSorted((a, b) => a.at - b.at).map(({ what, text }) => ({ what, text }));
  return { pictures, related, lifted: inOrder, facts };
}

function rebuild(draft: Draft): void {
  draft.$ = tree(blocksHtml(nodesOf(draft.$), draft.positions));
}
