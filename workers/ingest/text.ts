/**
 * Plain text, the reader of last resort. Blank lines part paragraphs; where there are none, every
 * line is one, as is usual in Chinese.
 */
import { escapeHtml } from './markdown.ts';
import { type Reader, UNKNOWN } from './source-text.ts';

export const readText: Reader = ({ text }) => {
  const parted = /\n[^\S\n]*\n/.test(text.trim());
  const paragraphs = text
    .trim()
    .split(parted ? /\n(?:[^\S\n]*\n)+/ : '\n')
    .map((paragraph) => paragraph.trim());
  const title = paragraphs.length > 1 && isTitle(paragraphs[0] ?? '') ? paragraphs.shift() : null;
  const html = paragraphs.map(
    (paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br>\n')}</p>`,
  );
  return {
    ...UNKNOWN,
    kind: 'text',
    title: title ?? null,
    format: 'fragment',
    html: html.join('\n'),
    extension: 'txt',
    warnings: [],
  };
};

/** One short line that is no sentence, above the rest. */
function isTitle(line: string): boolean {
  return line.length <= 100 && !line.includes('\n') && /[^\s.。!！?？…:：;；,，]$/.test(line);
}
