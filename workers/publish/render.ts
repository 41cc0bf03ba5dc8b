/** The pieces `render` and `unrender`: everything that is written of an article, and the way back. */
import type { Rendered, RenderInput } from '../../shared/pieces.ts';
import { renderMarkdown } from './markdown.ts';
import { renderPage, unrenderPage } from './page.ts';

export async function render(input: RenderInput): Promise<Rendered> {
  return { html: renderPage(input), markdown: renderMarkdown(input) };
}

export async function unrender(page: string): Promise<string> {
  return unrenderPage(page);
}
