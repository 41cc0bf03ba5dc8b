/**
 * Markdown files, and the Markdown bodies of saved articles and posts. HTML in it is let through,
 * because what comes out is guarded here and cleaned later like any other source.
 */
import MarkdownIt from 'markdown-it';
import { guardHtml } from '../../shared/html-guard.ts';
import type { Reader } from './source-text.ts';
import { UNKNOWN } from './source-text.ts';

const EXTENSIONS = new Set(['md', 'markdown', 'mdown', 'mkd']);

const markdown = new MarkdownIt({ html: true, linkify: false });

type Token = ReturnType<typeof markdown.parse>[number];

export const readMarkdown: Reader = ({ text, extension }) => {
  if (!EXTENSIONS.has(extension)) return null;
  const tokens = markdown.parse(text, {});
  const title = takeTitle(tokens);
  const { html, warnings } = guardHtml(markdown.renderer.render(tokens, markdown.options, {}));
  return {
    ...UNKNOWN,
    kind: 'markdown',
    title,
    format: 'fragment',
    html,
    extension: 'md',
    warnings,
  };
};

export function markdownToHtml(text: string): string {
  return markdown.render(text);
}

export function escapeHtml(text: string): string {
  return markdown.utils.escapeHtml(text);
}

/** Takes the first heading of the first level out of the text. */
function takeTitle(tokens: Token[]): string | null {
  const at = tokens.findIndex(
    ({ type, tag, level }) => type === 'heading_open' && tag === 'h1' && level === 0,
  );
  const heading = tokens[at + 1];
  if (at < 0 || !heading) return null;
  tokens.splice(at, 3);
  return textOf(heading.children ?? []) || null;
}

function textOf(tokens: Token[]): string {
  return tokens
    .map(({ type, content }) =>
      type === 'softbreak' || type === 'hardbreak' ? ' ' : type === 'html_inline' ? '' : content,
    )
    .join('')
    .trim();
}
