/** iYouPort, a WordPress site saved with its header and footer. */
import type { Outlet } from './outlet.ts';

export const iYouPort: Outlet = {
  name: 'iYouPort',
  hosts: ['.iyouport.org'],
  zone: 'Asia/Shanghai',
  body: '.entry-content',
  lift: [
    { select: '.entry-meta a[rel~="author"]', what: 'byline' },
    { select: '.entry-meta a[rel~="category"]', what: 'section' },
    { select: '.entry-meta time.published', what: 'date', attribute: 'datetime' },
    { select: '.post-tags a[rel~="tag"]', what: 'tag' },
  ],
};
