/** Nei.st, translations of magazines; its advertisements have names made by a machine. */
import type { Outlet } from './outlet.ts';

export const neist: Outlet = {
  name: 'Nei.st',
  hosts: ['nei.st'],
  body: '.entry-content',
  junk: ['.code-block', '[class*="ads_"]', '.collection footer'],
  // What its template writes where there is no standfirst.
  furniture: [/^More$/],
  related: ['.collection'],
  lift: [
    { select: '.blog-post__description', what: 'standfirst', keep: true },
    { select: '.entry-footer .categories a', what: 'section' },
    { select: '.entry-footer .tags a', what: 'tag' },
  ],
  captions: [
    {
      around: '.component-image, .container.img',
      caption: '.aesop-cap-description',
      credit: '.aesop-cap-cred',
    },
  ],
};
