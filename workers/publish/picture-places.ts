/**
 * The one place that knows how a clean body stands for pictures, and how a page
 * shows them in its stead, so that the body can be had back out of the page.
 *
 * It works on text, not on a tree: a clean body escapes `<` in text and `"` in
 * attributes, so these strings occur only where they are meant, and no parser
 * can give back other bytes than it was given.
 */
const PLACE = /<figure><img data-picture="(\d+)"><\/figure>|<img data-picture="(\d+)">/g;
const SHOWN = /<(figure|span) data-picture="(\d+)"[^>]*>[\s\S]*?<!--picture--><\/\1>/g;
const LINK = '<a href="';
const SHOWN_LINK = '<a rel="noopener noreferrer nofollow" href="';

/** A figure of its own, or a picture within a line, where only phrasing may stand. */
export type Place = 'figure' | 'span';

/** `show` gives what stands inside the place. */
export function showPictures(body: string, show: (index: number, place: Place) => string): string {
  return body
    .replaceAll(LINK, SHOWN_LINK)
    .replace(PLACE, (_, own: string | undefined, inline: string | undefined) => {
      const [place, index] =
        own === undefined ? (['span', inline] as const) : (['figure', own] as const);
      const inner = show(Number(index), place);
      return `<${place} data-picture="${index}" class="picture">${inner}<!--picture--></${place}>`;
    });
}

/** The body that was given to `showPictures`. */
export function hidePictures(shown: string): string {
  return shown
    .replace(SHOWN, (_, place: Place, index: string) => {
      const image = `<img data-picture="${index}">`;
      return place === 'figure' ? `<figure>${image}</figure>` : image;
    })
    .replaceAll(SHOWN_LINK, LINK);
}

/** Indexes of the pictures that the body shows, in order. */
export function placedPictures(body: string): number[] {
  return [...body.matchAll(PLACE)].map((match) => Number(match[1] ?? match[2]));
}

/** A body with ordinary elements in the pictures' places, for what knows only those. */
export function replacePictures(body: string, replace: (index: number) => string): string {
  return body.replace(PLACE, (_, own?: string, inline?: string) => replace(Number(own ?? inline)));
}
