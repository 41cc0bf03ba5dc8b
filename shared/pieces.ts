/**
 * CPU work that runs in a child process, as types: workers/pieces.ts has the
 * functions. What crosses the process border is plain data and Buffers.
 */
import type { ArticleRecord, SourceKind, Warning } from './article.ts';
import type { Code } from './codes.ts';

/** Bytes of a dropped file or a fetched page. */
export interface ReadInput {
  bytes: Uint8Array;
  /** The dropped name; only its extension is looked at. */
  name: string;
  /** The address the bytes were fetched from, else null. */
  url: string | null;
  /** The charset of the HTTP answer, else null. */
  charset: string | null;
}

export interface ReadArticle {
  kind: SourceKind;
  /** As the source names it, not canonical yet. */
  url: string | null;
  title: string | null;
  /** ISO 8601; the seed's header time. */
  captured: string | null;
  date: string | null;
  front: Record<string, unknown> | null;
  format: 'fragment' | 'page';
  html: string;
  extension: string;
  warnings: Warning[];
}

/** A file that holds addresses: one line each, with what is wrong with it. */
export interface ReadAddresses {
  kind: 'addresses';
  addresses: { line: number; text: string; url: string | null; code: Code | null }[];
}

/** The picture's bytes, or a file with them: big pictures are handed over by path. */
export type ShrinkInput = ({ bytes: Uint8Array } | { path: string }) & {
  widths: number[];
  formats: ('webp' | 'avif' | 'jpeg')[];
};

export interface Shrunk {
  /** Upright, in pixels. */
  width: number;
  height: number;
  /** An animation that is shown by its first frame. */
  frozen: boolean;
  variants: {
    width: number;
    height: number;
    format: 'webp' | 'avif' | 'jpeg';
    content: Uint8Array;
  }[];
  /** The original itself, where a copy would be no smaller. */
  original: { format: 'webp' | 'jpeg' | 'png' | 'gif'; bytes: number } | null;
  thumbhash: string;
  /** `#rrggbb`. */
  colour: string;
  /** 64 bits in hex; of two pictures that are nearly the same few differ. */
  likeness: string;
}

/** Why no variant could be made of the bytes: a code of shared/codes.ts. */
export interface NotShrunk {
  code: Code;
}

export interface RenderInput {
  record: ArticleRecord;
  /** As in ParsedArticle: clean, with `<img data-picture="N">`. */
  body: string;
  /** Folder of the page from the archive's root, e.g. `articles/ab/aab…/versions/2020…-…`. */
  folder: string;
}

export interface Rendered {
  html: string;
  markdown: string;
}

export interface Pieces {
  read(input: ReadInput): Promise<ReadArticle | ReadAddresses>;
  shrink(input: ShrinkInput): Promise<Shrunk | NotShrunk>;
  render(input: RenderInput): Promise<Rendered>;
  /** The body, as it was given to `render`, out of a page that `render` made. */
  unrender(html: string): Promise<string>;
}
