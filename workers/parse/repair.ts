/** Mends markup that a parser cannot: all else that is broken, the HTML standard repairs. */

/** `<imgsrc="…">` and `<divclass="…">`: a saving program swallowed the space behind the name. */
const GLUED =
  /<(img|div|span|p|a|figure|video|audio|iframe|table|td)(?=(?:src|class|href|id|style|alt|title|width|data-[\w-]+)\s*=)/gi;

export function repairMarkup(html: string): string {
  return html.replace(GLUED, '<$1 ');
}
