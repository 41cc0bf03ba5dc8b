/**
 * Looks for anything active in a body, by a parser that the program does not clean with and by rules of its
 * own: a mistake in the list of what is allowed would not be seen by that list.
 */
import { Parser } from 'htmlparser2';

const ACTIVE =
  /^(?:script|style|iframe|frame|object|embed|applet|svg|math|form|input|button|link|meta|base|template|noscript|video|audio|source)$/;

export function assertInert(html: string): void {
  const parser = new Parser({
    onopentag(name, attributes) {
      if (ACTIVE.test(name)) throw new Error(`<${name}> is left`);
      for (const [attribute, value] of Object.entries(attributes)) {
        if (/^on|^style$|^srcdoc$|^formaction$|^src$|^srcset$/.test(attribute))
          throw new Error(`<${name} ${attribute}> is left`);
        if (attribute === 'href' && !/^(?:https?:\/\/|mailto:|#)/.test(value))
          throw new Error(`<${name} href="${value.slice(0, 80)}"> is left`);
      }
    },
    oncomment: () => {
      throw new Error('a comment is left');
    },
  });
  parser.end(html);
}
