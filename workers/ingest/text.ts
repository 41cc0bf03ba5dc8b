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
    .map((paragraph) => `<p>${escapeHtml(paragraph.trim()).replaceAll('\n', '<br>\n')}</p>`);
  return {
    ...UNKNOWN,
    kind: 'text',
    format: 'fragment',
    html: paragraphs.join('\n'),
    extension: 'txt',
    warnings: [],
  };
};
