/**
 * What one news outlet's saved articles need besides the common rules. Keep it
 * small: a rule that helps several outlets belongs into workers/parse/.
 */
import type { Lifted } from '../../shared/article.ts';
import type { CaptionShape } from '../parse/captions.ts';
import type { Draft } from '../parse/draft.ts';

export interface Outlet {
  /** As the outlet calls itself in the language of its articles. */
  name: string;
  /** Hosts of its articles; a leading dot takes every subdomain. */
  hosts: string[];
  /** Paths of its articles, where other editions share the host; tested on the URL's path. */
  paths?: RegExp;
  /** IANA zone of times that name none, e.g. `Asia/Shanghai`; UTC where not given. */
  zone?: string;
  /** CSS selector of the parts that are the article, where the source has the site around it. */
  body?: string;
  /** CSS selectors of what goes, in this outlet's articles only. */
  junk?: string[];
  /** Whole paragraphs, or emphasised runs at their end, that are no article text. */
  furniture?: RegExp[];
  /** Elements that say something about the article. */
  lift?: LiftRule[];
  /** Whole lines that name the people who made the article. */
  bylines?: RegExp[];
  /** `某某：…`: who opens a standfirst wrote the article. */
  standfirstNamesAuthor?: true;
  /** CSS selectors of what leads to other articles: taken only where all its text is links. */
  related?: string[];
  /** What may stand before such a link as a text of its own. */
  relatedLabel?: RegExp;
  captions?: CaptionShape[];
  /** What no selector can say. Runs before everything else. */
  prepare?: (draft: Draft) => void;
}

export interface LiftRule {
  select: string;
  what: Lifted['what'];
  /** The attribute that says it better than the text. */
  attribute?: string;
  /** It is article text too, and stays. */
  keep?: true;
}
