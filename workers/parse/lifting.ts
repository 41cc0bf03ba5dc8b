/** Takes out what the source marks as being about the article: by the outlet's rules, and tags. */
import { plain } from './characters.ts';
import { type Draft, lift, type Selection } from './draft.ts';

export function liftMarked(draft: Draft): void {
  const { $, outlet } = draft;
  for (const { select, what, attribute, keep } of outlet?.lift ?? []) {
    $(select).each((_, element) => {
      lift(draft, element, what, (attribute && $(element).attr(attribute)) || $(element).text());
    });
    if (!keep) $(select).remove();
  }
  liftTagLists(draft);
}

/** What stands around the links of a list of tags. */
const TAG_LABEL =
  /^(?:(?:post )?tags?|tagged(?: with)?|标签|標籤|关键[词字]|關鍵[詞字])?\s*[：:]?$/i;

/** `rel="tag"` on words inside sentences is a link like others: only lists of tags are lifted. */
function liftTagLists(draft: Draft): void {
  const { $ } = draft;
  $('ul, ol, p, small, div')
    .has('a[rel~="tag"]')
    .not(':has(img, iframe, video, audio)')
    .filter((_, list) => TAG_LABEL.test(textAround($(list))))
    .each((_, list) => {
      $(list)
        .find('a[rel~="tag"]')
        .each((_at, tag) => {
          const isSection = $(tag).is('[rel~="category"]');
          lift(draft, tag, isSection ? 'section' : 'tag', $(tag).text());
          $(tag).remove();
        });
      $(list).remove();
    });
}

/** What a list says besides its tags and what parts them. */
function textAround(list: Selection): string {
  const around = list.clone();
  around.find('a[rel~="tag"]').remove();
  return plain(around.text()).replace(/[,，、·|\s]+/g, '');
}
