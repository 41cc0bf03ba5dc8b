/**
 * Whether a text is well-formed XML (XML 1.0, 2.1), as strict as the readers of books: libraries
 * here mend what they read. For documents without entities of their own.
 */
const DECLARATION = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/;
const NAME = '[A-Za-z_][\\w.:-]*';
const TOKENS = new RegExp(
  `<!--(?:(?!--)[\\s\\S])*-->|<!DOCTYPE ${NAME}>|<(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>|</(${NAME})\\s*>|[^<]+`,
  'gy',
);
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u;

/** Throws with the first thing that is wrong. */
export function checkXml(xml: string): void {
  if (FORBIDDEN.test(xml)) throw new Error('a character that XML does not know');
  /** Names of the elements that are open, the document itself first. */
  const open = ['#document'];
  let roots = 0;
  for (const [token, start, attributes = '', empty, end] of tokensOf(
    xml.replace(DECLARATION, ''),
  )) {
    const isInside = open.length > 1;
    if (start === undefined && end === undefined) checkText(token, isInside);
    checkAttributes(attributes);
    if (start !== undefined && !isInside) roots += 1;
    if (start !== undefined && empty === '') open.push(start);
    if (end !== undefined) checkEnd(end, open.pop());
  }
  if (open.length !== 1 || roots !== 1) throw new Error(`${roots} roots, open: ${open.join(' ')}`);
}

function* tokensOf(xml: string): Generator<RegExpExecArray> {
  for (let at = 0; at < xml.length; at = TOKENS.lastIndex) {
    TOKENS.lastIndex = at;
    const match = TOKENS.exec(xml);
    if (!match) throw new Error(`no XML: ${xml.slice(at, at + 60)}`);
    // Others may use it before we go on.
    const next = TOKENS.lastIndex;
    yield match;
    TOKENS.lastIndex = next;
  }
}

function checkEnd(name: string, begun: string | undefined): void {
  if (name !== begun) throw new Error(`</${name}> ends <${begun}>`);
}

/** Comments and the document type come here as well. */
function checkText(text: string, isInside: boolean): void {
  if (text.startsWith('<')) return;
  if (!isInside && text.trim() !== '') throw new Error(`text outside of the root: ${text}`);
  const wrong = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);).{0,20}|\]\]>/.exec(text);
  if (wrong) throw new Error(`not escaped: ${wrong[0]}`);
}

function checkAttributes(text: string): void {
  const names = [...text.matchAll(/([\w.:-]+)="/g)].map(([, name]) => name);
  if (new Set(names).size < names.length) throw new Error(`an attribute twice:${text}`);
  checkText(text.replace(/[^"]*"([^"]*)"/g, '$1 '), true);
}
