/**
 * One picture on a page: every stored width, so that the reader's browser takes
 * the one it needs, or a quiet box that says what is missing and where it was.
 */
import { posix } from 'node:path';
import { html } from 'hono/html';
import type { Picture, Variant } from '../../shared/article.ts';
import { codes } from '../../shared/codes.ts';
import type { Phrases } from './phrases.ts';
import type { Place } from './picture-places.ts';

export interface PictureView {
  /** Folder of the page from the archive's root. */
  folder: string;
  phrases: Phrases;
  isLead: boolean;
  place: Place;
}

/** Best first: a browser takes the first `<source>` it knows. */
const FORMATS: Variant['format'][] = ['avif', 'webp', 'jpeg', 'png', 'gif'];
/** The measure of the text; see style.ts. */
const SIZES = '(max-width: 45rem) 100vw, 43rem';

export function renderPicture(picture: Picture | undefined, view: PictureView): string {
  if (!picture) return '';
  const shown = picture.variants.length > 0 ? image(picture, view) : missing(picture, view);
  return `${shown}${caption(picture, view)}`;
}

function image({ variants, alt, width, height }: Picture, view: PictureView) {
  const made = variants.filter((variant) => !isOriginal(variant));
  const kinds = made.length > 0 ? made : variants;
  const formats = FORMATS.filter((format) => kinds.some((variant) => variant.format === format));
  const [fallback] = formats.slice(-1);
  const widest = kinds.filter(({ format }) => format === fallback).at(-1);
  if (!widest) return '';
  const loading = view.isLead ? 'eager' : 'lazy';
  const sources = formats
    .slice(0, -1)
    .map(
      (format) =>
        html`<source type="image/${format}" srcset="${srcset(variants, format, view)}" sizes="${SIZES}">`,
    );
  const img = html`<img src="${relative(widest, view)}" srcset="${srcset(variants, widest.format, view)}" sizes="${SIZES}" width="${width ?? widest.width}" height="${height ?? widest.height}" alt="${alt ?? ''}" loading="${loading}" decoding="async">`;
  return sources.length > 0 ? html`<picture>${sources}${img}</picture>` : img;
}

function srcset(variants: Variant[], format: Variant['format'], view: PictureView): string {
  return variants
    .filter((variant) => variant.format === format || isOriginal(variant))
    .map((variant) => `${relative(variant, view)} ${variant.width}w`)
    .join(', ');
}

/** Browsers know all its formats, so it serves beside the copies of any. */
function isOriginal({ path }: Variant): boolean {
  return path.startsWith('originals/');
}

function relative({ path }: Variant, { folder }: PictureView): string {
  return posix.relative(folder, path);
}

function missing(picture: Picture, { phrases, place }: PictureView) {
  const { source, reason } = picture;
  const alt = altBesideCaption(picture);
  // A picture within a line may stand in a link already.
  const address = place === 'figure' && /^https?:\/\//.test(source) ? source : null;
  const link = address
    ? html` <a rel="noopener noreferrer nofollow" href="${address}">${phrases.toSource}</a>`
    : null;
  return html`<span class="missing"><b>${phrases.missing}</b>${alt ? html` <i>${alt}</i>` : null} <small>${whyMissing(reason, phrases)}</small>${link}</span>`;
}

/** Many outlets write the caption into both: once is enough. */
function altBesideCaption({ alt, caption: text }: Picture): string | null {
  const repeats = alt && text && (alt.startsWith(text) || text.includes(alt));
  return repeats ? null : alt;
}

function whyMissing(reason: string | null, { codes: own }: Phrases): string | null {
  if (reason === null) return null;
  const known = Object.entries(codes).find(([code]) => code === reason);
  return own[reason] ?? known?.[1].message ?? null;
}

function caption({ caption: text, credit, status }: Picture, { phrases, place }: PictureView) {
  const rescued = status === 'rescued' ? phrases.rescued : null;
  if (!text && !credit && !rescued) return '';
  const parts = [
    text,
    credit ? html` <small>${credit}</small>` : null,
    rescued ? html` <small>(${rescued})</small>` : null,
  ];
  return place === 'figure'
    ? html`<figcaption>${parts}</figcaption>`
    : html`<span class="caption">${parts}</span>`;
}
