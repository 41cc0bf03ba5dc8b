/**
 * Works out what is known of the article: title, outlet, language, dates, people,
 * section, tags, excerpt, length, lead picture. Every field is an ordered list of
 * rules in a file of its own, and the record names the rule that won.
 */
import type { DescribedArticle, IllustratedArticle } from '../shared/article.ts';
import type { PureContext } from '../shared/context.ts';
import type { Found } from './metadata/claim.ts';
import { captionsOf, gatherClues } from './metadata/clues.ts';
import { findCredits } from './metadata/credits.ts';
import { findExcerpt } from './metadata/excerpt.ts';
import { findLanguage } from './metadata/language.ts';
import { findLead } from './metadata/lead.ts';
import { findOutlet } from './metadata/outlet.ts';
import { findDates } from './metadata/published.ts';
import { findSection } from './metadata/section.ts';
import { findTags } from './metadata/tags.ts';
import { findTitle } from './metadata/title.ts';
import { measure } from './metadata/words.ts';
import { outletFor } from './outlets/outlets.ts';

export async function metadata(
  article: IllustratedArticle,
  _context: PureContext,
): Promise<DescribedArticle> {
  const clues = gatherClues(article, outletFor(article.url));
  const { title, warnings } = findTitle(clues);
  const dates = findDates(clues);
  const found = {
    title,
    outlet: findOutlet(clues),
    language: await findLanguage(clues, title.value),
    published: dates.published,
    modified: dates.modified,
    ...findCredits(clues),
    section: findSection(clues),
    tags: findTags(clues),
    excerpt: findExcerpt(clues),
  };
  const description = {
    title: title.value,
    outlet: found.outlet?.value ?? { name: null, host: null },
    language: found.language?.value ?? null,
    published: found.published?.value ?? null,
    modified: found.modified?.value ?? null,
    authors: found.authors?.value ?? [],
    editors: found.editors?.value ?? [],
    section: found.section?.value ?? null,
    tags: found.tags?.value ?? [],
    excerpt: found.excerpt?.value ?? null,
    // All the text of a gallery stands below its pictures.
    ...measure((clues.lines.length > 0 ? clues.lines : captionsOf(article)).join('\n')),
    lead: findLead(article.pictures),
    provenance: { ...provenance(found), captured: provenanceOfCapture(article) },
  };
  return {
    ...article,
    warnings: [...article.warnings, ...warnings, ...dates.warnings],
    description,
  };
}

function provenance(found: Record<string, Found<unknown> | null>) {
  const entries = Object.entries(found).flatMap(([field, one]) =>
    one ? [[field, { rule: one.rule, confidence: Math.round(one.confidence * 100) / 100 }]] : [],
  );
  return Object.fromEntries(entries);
}

/** A file's time is when it was last copied, perhaps long after it was saved. */
function provenanceOfCapture({ captured }: IllustratedArticle) {
  return { rule: captured.rule, confidence: captured.rule === 'file-time' ? 0.5 : 1 };
}
