/** Leaves of a source that has the site around its article only the article. */
import { plain } from './characters.ts';
import { type Draft, TOP } from './draft.ts';

/** What content systems call the text, most precise first. */
const COMMON = ['[itemprop="articleBody"]', '.entry-content', '.post-content', '#article-content'];
/** Below this share of all text it is only a part, and the rest might be the article. */
const SHARE = 0.5;

/** What content systems call the picture above the text. */
const ABOVE = ['head-img', 'hero', 'featured-im', 'lead-im', 'cover-im', 'post-thumbnail'].map(
  (name) => `img[class*="${name}"], [class*="${name}"] img`,
);

export function narrowToBody({ $, outlet, positions }: Draft): void {
  const selectors = outlet?.body ? [outlet.body] : COMMON;
  for (const selector of selectors) {
    const parts = $(selector).filter((_, part) => $(part).parents(selector).length === 0);
    if (parts.length === 0) continue;
    const isArticle = outlet?.body !== undefined || (parts.length === 1 && share($, parts.text()));
    if (!isArticle) continue;
    const kept = parts.toArray();
    const start = positions.get(kept[0] ?? {}) ?? 0;
    // An outlet that says where its text stands names the picture above it too.
    const above = outlet?.body ? [] : $(ABOVE.join(', ')).toArray();
    const lead = above.find((img) => (positions.get(img) ?? start) < start);
    $(TOP)
      .empty()
      .append(lead ? [lead, ...kept] : kept);
    return;
  }
}

function share($: Draft['$'], text: string): boolean {
  return plain(text).length >= SHARE * plain($.root().text()).length;
}
