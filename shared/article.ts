/**
 * What is known of an article at each point of the pipeline. Read downwards:
 * every stage adds to what the stage before it knew.
 *
 * These are the outputs that stages write to `state/`; a job in Redis carries
 * only an ArticleJob. Times are ISO 8601 with offset, sizes are bytes, `id` is
 * always an article's, `key` in storage is always called a storage key.
 */
import { z } from 'zod';

/** `f` + 20 hex digits; an article out of a file that holds many has `.N` behind it. */
export const ReceiptId = z.string().regex(/^f[0-9a-f]{20}(\.\d+)?$/);
/** `a` + 20 hex digits of SHA-256 of the canonical URL, or of the body where there is no URL. */
export const ArticleId = z.string().regex(/^a[0-9a-f]{20}$/);
/** The first 12 hex digits of the source's SHA-256. */
export const VersionKey = z.string().regex(/^[0-9a-f]{12}$/);
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** All a job carries. Everything else is read from `state/`. */
export const ArticleJob = z.object({
  receipt: ReceiptId,
  generation: z.int().nonnegative(),
});

/** Of what jobs carry; raised when a worker of before could not understand them. Jobs without one are of the first. */
export const JOB_FORMAT = 1;
export const JobFormat = z.object({ format: z.int().positive().default(1) });

/** A code of shared/codes.ts and one plain sentence. */
export const Warning = z.object({ code: z.string(), message: z.string() });

/** An article that is in the archive already and runs again, from the source that lies there. */
export const Again = z.object({
  id: ArticleId,
  /** The version's name in the archive. */
  version: z.string(),
  url: z.string().nullable(),
  why: z.enum(['rescued', 'placeholder', 'replay']),
  /** Milliseconds since 1970: what servers said before this moment does not count. */
  since: z.number(),
});

/** The dropped file, as the inbox took it. */
export const AcceptedFile = z.object({
  receipt: ReceiptId,
  /** Path below the inbox with `/`, as shown to people; bytes that are no UTF-8 stand as hex. */
  path: z.string(),
  name: z.string(),
  /** The folder below the inbox, or null for its top. */
  collection: z.string().nullable(),
  sha256: Sha256,
  bytes: z.int().nonnegative(),
  /** Modification time in milliseconds since 1970. */
  modified: z.number(),
  /** The page to fetch, for one line of a list of URLs; the file itself otherwise. */
  url: z.string().nullable(),
  warnings: z.array(Warning),
  /** null when it runs for the first time. */
  again: Again.nullable().default(null),
});

/** What the bytes turned out to be: the reader that took them. */
export const SourceKind = z.enum(['saved', 'post', 'markdown', 'text', 'html', 'url']);

/** Of a page that was fetched: what the server said beside the bytes, without which they cannot be read again. */
const Fetched = z.object({
  /** Where redirects ended. */
  address: z.string(),
  /** Of the Content-Type header. */
  charset: z.string().nullable(),
});

/** The article's source has been read: who it is, and its text as HTML, not cleaned yet. */
export const IngestedArticle = z.object({
  receipt: ReceiptId,
  id: ArticleId,
  version: VersionKey,
  /** The canonical URL (workers/ingest/canonical.ts), null where the source names none. */
  url: z.string().nullable(),
  /** The page's address as the source gives it: what relative addresses stand against, and referers say. */
  address: z.string().nullable(),
  file: AcceptedFile,
  source: z.object({
    /** Where the untouched bytes lie in `state/`. */
    storageKey: z.string(),
    kind: SourceKind,
    sha256: Sha256,
    bytes: z.int().nonnegative(),
    /** Extension of the source in the archive, without the dot. */
    extension: z.string(),
    fetched: Fetched.nullable(),
  }),
  captured: z.object({ at: z.string(), rule: z.enum(['header', 'record', 'file-time']) }),
  /** A fragment is the article's body already; a page still has menus and footers around it. */
  format: z.enum(['fragment', 'page']),
  html: z.string(),
  /** What the source's own header said, unchecked. */
  header: z.object({
    title: z.string().nullable(),
    /** The older format's `日期：…` line. */
    date: z.string().nullable(),
    /** Jekyll front matter. */
    front: z.record(z.string(), z.unknown()).nullable(),
  }),
  warnings: z.array(Warning),
});

/** A picture as the text names it, before anything is fetched. */
export const FoundPicture = z.object({
  /** Absolute http(s) URLs or companion paths (`companion:` + path below the inbox), best first. */
  candidates: z.array(z.string()).min(1),
  /** As it stood in the source. */
  source: z.string(),
  alt: z.string().nullable(),
  caption: z.string().nullable(),
  credit: z.string().nullable(),
  /** The size that the page gives it, in CSS pixels. */
  declared: z
    .object({ width: z.int().positive(), height: z.int().positive() })
    .nullable()
    .default(null),
});

/** A line or box that `parse` took out of the text because it says something about the article. */
export const Lifted = z.object({
  what: z.enum(['date', 'modified', 'byline', 'standfirst', 'tag', 'section', 'source']),
  text: z.string(),
});

/** What a whole page's head and markup claim: `{field: 'title', rule: 'og:title', value}`. */
export const Fact = z.object({
  field: z.enum([
    'title',
    'published',
    'modified',
    'author',
    'language',
    'site',
    'section',
    'tag',
    'excerpt',
    'picture',
  ]),
  rule: z.string(),
  value: z.string(),
});

const Link = z.object({ url: z.string(), text: z.string() });
const Related = z.object({ url: z.string(), title: z.string() });

/** The body is clean. It stands for pictures as `<img data-picture="N">`, N an index into `pictures`. */
export const ParsedArticle = IngestedArticle.omit({ html: true, format: true }).extend({
  body: z.string(),
  pictures: z.array(FoundPicture),
  links: z.array(Link),
  related: z.array(Related),
  lifted: z.array(Lifted),
  facts: z.array(Fact),
});

export const Variant = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  /** PNG and GIF are originals that serve as they are. */
  format: z.enum(['webp', 'avif', 'jpeg', 'png', 'gif']),
  /** From the archive's root. */
  path: z.string(),
  bytes: z.int().positive(),
});

/** A picture after `images`: stored, or missing with the reason. */
export const Picture = z.object({
  source: z.string(),
  status: z.enum(['stored', 'rescued', 'missing']),
  /** The candidate that was used; of a rescued one the address in the web archive. */
  from: z.string().nullable(),
  /** Of a rescued picture: when the web archive had saved it. */
  archived: z.string().nullable().default(null),
  /** A code of shared/codes.ts: why it is missing, or why no variant could be made of it. */
  reason: z.string().nullable(),
  sha256: Sha256.nullable(),
  /** The original's path from the archive's root; kept even where no variant could be made. */
  original: z.string().nullable(),
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  alt: z.string().nullable(),
  caption: z.string().nullable(),
  credit: z.string().nullable(),
  thumbhash: z.string().nullable(),
  /** 64 bits in hex: of two pictures that are nearly the same few differ (dHash). */
  likeness: z.string().nullable().default(null),
  /** The colour there is most of, `#rrggbb`. */
  colour: z.string().nullable().default(null),
  variants: z.array(Variant),
});

/** A picture that a web archive may still have. */
const LostPicture = z.object({ source: z.string(), candidates: z.array(z.string()) });

export const IllustratedArticle = ParsedArticle.omit({ pictures: true }).extend({
  pictures: z.array(Picture),
  lost: z.array(LostPicture),
});

const Provenance = z.object({ rule: z.string(), confidence: z.number().min(0).max(1) });

/** What `metadata` found. Unknown is null or an empty list, never a guess. */
export const Description = z.object({
  title: z.string(),
  outlet: z.object({ name: z.string().nullable(), host: z.string().nullable() }),
  language: z.string().nullable(),
  published: z.string().nullable(),
  modified: z.string().nullable(),
  authors: z.array(z.string()),
  editors: z.array(z.object({ role: z.string(), name: z.string() })),
  section: z.string().nullable(),
  tags: z.array(z.string()),
  excerpt: z.string().nullable(),
  words: z.int().nonnegative(),
  readingMinutes: z.int().nonnegative(),
  lead: z.int().nonnegative().nullable(),
  /** Field name to the rule that gave it. */
  provenance: z.record(z.string(), Provenance),
});

export const DescribedArticle = IllustratedArticle.extend({ description: Description });

/** How an article ended when all went well. */
export const PublishedArticle = z.object({
  id: ArticleId,
  /** `yyyymmddhhmmss-VERSION`, the name of the version's folder. */
  version: z.string(),
  url: z.string().nullable(),
  title: z.string(),
  /** The article's page, from the archive's root. */
  path: z.string(),
  /** Version names that stood in the archive beside this one. */
  beside: z.array(z.string()),
  pictures: z.object({
    stored: z.int().nonnegative(),
    rescued: z.int().nonnegative(),
    missing: z.int().nonnegative(),
  }),
  warnings: z.array(Warning),
  /** What to look for in web archives, nearest to this moment (yyyymmddhhmmss in UTC). */
  lost: z.object({ timestamp: z.string(), pictures: z.array(LostPicture) }),
});

/** `article.json`: the record of one version in the archive (CONTRACT "The archive"). */
export const ArticleRecord = Description.extend({
  schema: z.literal('https://offprint.dev/schema/article-1.json'),
  id: ArticleId,
  url: z.string().nullable(),
  captured: z.string(),
  pictures: z.array(Picture),
  links: z.array(Link),
  related: z.array(Related),
  version: z.string(),
  /** Oldest first. A version's own folder names only itself. */
  versions: z.array(z.object({ version: z.string(), captured: z.string(), path: z.string() })),
  collection: z.string().nullable(),
  sourceFile: z.object({
    name: z.string(),
    kind: SourceKind,
    sha256: Sha256,
    bytes: z.int().nonnegative(),
    /** `source.EXTENSION.gz` beside the record holds the untouched bytes. */
    extension: z.string(),
    fetched: Fetched.nullable().default(null),
  }),
  warnings: z.array(Warning),
  made: z.object({ offprint: z.string(), stages: z.record(z.string(), z.int()) }),
});

/** `catalog/entries/AA/ID.json`: what lists, feeds and search need of the newest version. */
export const CatalogEntry = z.object({
  id: ArticleId,
  url: z.string().nullable(),
  title: z.string(),
  outlet: Description.shape.outlet,
  language: z.string().nullable(),
  published: z.string().nullable(),
  captured: z.string(),
  authors: z.array(z.string()),
  section: z.string().nullable(),
  tags: z.array(z.string()),
  excerpt: z.string().nullable(),
  words: z.int().nonnegative(),
  readingMinutes: z.int().nonnegative(),
  collection: z.string().nullable(),
  /** The article's page, from the archive's root. */
  path: z.string(),
  /** The smallest variant of the lead picture. */
  picture: Variant.nullable(),
  /** All of them, as far as lists of pictures need them. */
  pictures: z
    .array(
      Picture.pick({ status: true, reason: true, sha256: true, likeness: true }).extend({
        /** Of the publisher's address, where that is known. */
        host: z.string().nullable(),
      }),
    )
    .default([]),
  version: z.string(),
  versions: z.int().positive(),
});

export type CatalogEntry = z.infer<typeof CatalogEntry>;
export type ArticleJob = z.infer<typeof ArticleJob>;
export type Warning = z.infer<typeof Warning>;
export type Again = z.infer<typeof Again>;
export type AcceptedFile = z.infer<typeof AcceptedFile>;
export type SourceKind = z.infer<typeof SourceKind>;
export type IngestedArticle = z.infer<typeof IngestedArticle>;
export type FoundPicture = z.infer<typeof FoundPicture>;
export type Lifted = z.infer<typeof Lifted>;
export type Fact = z.infer<typeof Fact>;
export type ParsedArticle = z.infer<typeof ParsedArticle>;
export type Variant = z.infer<typeof Variant>;
export type Picture = z.infer<typeof Picture>;
export type IllustratedArticle = z.infer<typeof IllustratedArticle>;
export type Description = z.infer<typeof Description>;
export type DescribedArticle = z.infer<typeof DescribedArticle>;
export type PublishedArticle = z.infer<typeof PublishedArticle>;
export type ArticleRecord = z.infer<typeof ArticleRecord>;
