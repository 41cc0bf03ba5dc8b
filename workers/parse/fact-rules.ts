/**
 * Where pages write down what they are about. The order within a field is that of strength, as
 * measured on 310 labelled pages; a new place is a new line.
 */
import type { CheerioAPI } from 'cheerio';
import type { Fact } from '../../shared/article.ts';
import { type StructuredArticle, textsOf } from './json-ld.ts';

export interface Page {
  $: CheerioAPI;
  /** Contents of `<meta>` by property, name or itemprop in lower case. */
  metas: ReadonlyMap<string, string[]>;
  article: StructuredArticle;
}

export interface FactRule {
  field: Fact['field'];
  rule: string;
  find: (page: Page) => string[];
}

export const factRules: FactRule[] = [
  ...jsonLd('title', 'headline', 'name'),
  ...properties('title', 'og:title', 'twitter:title'),
  ...named('title', 'headline', 'dc.title', 'dcterms.title', 'sailthru.title', 'parsely-title'),
  ...microdata('title', 'headline'),
  { field: 'title', rule: 'h1', find: ({ $ }) => texts($, 'h1') },
  { field: 'title', rule: 'title', find: ({ $ }) => texts($, 'head > title') },

  ...jsonLd('published', 'datePublished', 'dateCreated'),
  ...properties(
    'published',
    'article:published_time',
    'og:published_time',
    'og:article:published_time',
  ),
  ...microdata('published', 'datePublished'),
  ...named(
    'published',
    'datepublished',
    'parsely-pub-date',
    'publishdate',
    'publish-date',
    'publish_date',
  ),
  ...named(
    'published',
    'pubdate',
    'sailthru.date',
    'cxenseparse:recs:publishtime',
    'apub:time',
    'weibo:article:create_at',
  ),
  ...named(
    'published',
    'dc.date.issued',
    'dcterms.issued',
    'dc.date',
    'dcterms.date',
    'dcterms.created',
    'date',
  ),
  ...microdata('published', 'dateCreated'),
  {
    field: 'published',
    rule: 'time:pubdate',
    find: ({ $ }) => attributes($, 'time[pubdate]', 'datetime'),
  },
  {
    field: 'published',
    rule: 'time',
    find: ({ $ }) => attributes($, 'time[datetime]', 'datetime'),
  },

  ...jsonLd('modified', 'dateModified'),
  ...properties('modified', 'article:modified_time', 'og:updated_time'),
  ...microdata('modified', 'dateModified'),
  ...named(
    'modified',
    'datemodified',
    'last-modified',
    'lastmod',
    'dcterms.modified',
    'dc.date.modified',
  ),

  ...jsonLd('author', 'author', 'creator'),
  ...named(
    'author',
    'author',
    'byl',
    'parsely-author',
    'sailthru.author',
    'dc.creator',
    'dcterms.creator',
  ),
  ...properties('author', 'article:author', 'og:article:author'),
  ...microdata('author', 'author'),
  { field: 'author', rule: 'rel:author', find: ({ $ }) => texts($, 'a[rel~="author"]') },

  {
    field: 'language',
    rule: 'html:lang',
    find: ({ $ }) => attributes($, 'html', 'lang', 'xml:lang'),
  },
  ...jsonLd('language', 'inLanguage'),
  ...properties('language', 'og:locale'),
  {
    field: 'language',
    rule: 'meta:content-language',
    find: ({ $ }) => attributes($, 'meta[http-equiv="content-language" i]', 'content'),
  },
  ...named('language', 'language', 'dc.language', 'dcterms.language'),

  ...properties('site', 'og:site_name'),
  ...jsonLd('site', 'publisher'),
  ...named('site', 'application-name', 'publisher', 'dc.publisher', 'mediaid'),

  ...properties('section', 'article:section'),
  ...jsonLd('section', 'articleSection'),
  ...named('section', 'parsely-section', 'articlesection', 'section', 'category'),
  ...microdata('section', 'articleSection'),

  ...listed(properties('tag', 'article:tag')),
  ...listed(jsonLd('tag', 'keywords')),
  ...listed(named('tag', 'news_keywords', 'sailthru.tags', 'parsely-tags', 'keywords')),
  { field: 'tag', rule: 'rel:tag', find: ({ $ }) => texts($, 'a[rel~="tag"]') },

  ...jsonLd('excerpt', 'description'),
  ...properties('excerpt', 'og:description'),
  ...named('excerpt', 'description', 'dc.description', 'sailthru.description'),
  ...properties('excerpt', 'twitter:description'),

  ...properties(
    'picture',
    'og:image',
    'og:image:url',
    'og:image:secure_url',
    'twitter:image',
    'twitter:image:src',
  ),
  ...jsonLd('picture', 'image', 'thumbnailUrl'),
  {
    field: 'picture',
    rule: 'rel:image_src',
    find: ({ $ }) => attributes($, 'link[rel="image_src"]', 'href'),
  },
];

function jsonLd(field: Fact['field'], ...keys: string[]): FactRule[] {
  return keys.map((key) => ({
    field,
    rule: `json-ld:${key}`,
    find: ({ article }) => article.things.flatMap((thing) => textsOf(thing[key], article)),
  }));
}

/** Of Open Graph and its like; many sites write `name` where `property` belongs. */
function properties(field: Fact['field'], ...keys: string[]): FactRule[] {
  return keys.map((key) => ({ field, rule: key, find: ({ metas }) => metas.get(key) ?? [] }));
}

function named(field: Fact['field'], ...keys: string[]): FactRule[] {
  return keys.map((key) => ({
    field,
    rule: `meta:${key}`,
    find: ({ metas }) => metas.get(key) ?? [],
  }));
}

function microdata(field: Fact['field'], key: string): FactRule[] {
  return [{ field, rule: `itemprop:${key}`, find: ({ $ }) => microdataOf($, key) }];
}

/** The value of a property is an attribute of some elements and the text of others; of a person, the name. */
function microdataOf($: CheerioAPI, key: string): string[] {
  return $(`[itemprop~="${key}"]`)
    .toArray()
    .map((element) => {
      const own = $(element);
      const name = own.find('[itemprop~="name"]').first();
      return (
        own.attr('content') ??
        own.attr('datetime') ??
        name.attr('content') ??
        (name.text() || own.text())
      );
    });
}

/** Splits what lists its values in one. */
function listed(rules: FactRule[]): FactRule[] {
  return rules.map(({ find, ...rule }) => ({
    ...rule,
    find: (page) => find(page).flatMap((value) => value.split(/[,，、;；]/)),
  }));
}

function texts($: CheerioAPI, selector: string): string[] {
  return $(selector)
    .toArray()
    .map((element) => $(element).text());
}

/** The first of `names` that the element has. */
function attributes($: CheerioAPI, selector: string, ...names: string[]): string[] {
  return $(selector)
    .toArray()
    .map(
      (element) =>
        names.map((name) => $(element).attr(name)).find((value) => value !== undefined) ?? '',
    );
}
