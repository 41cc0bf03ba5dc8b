/** iYouPort, a WordPress site saved with its header and footer. */
import type { Outlet } from './outlet.ts';

export const iYouPort: Outlet = {
  name: 'iYouPort',
  hosts: ['.iyouport.org'],
  zone: 'Asia/Shanghai',
  furniture: [/^与大多数内容网站不同，IYP 没有付费墙/],
  body: '.entry-content',
  lift: [
    { select: '.entry-meta a[rel~="author"]', what: 'byline' },
    { select: '.entry-meta a[rel~="category"]', what: 'section' },
    { select: '.entry-meta time.published', what: 'date', attribute: 'datetime' },
    { select: '.entry-meta time.updated', what: 'modified', attribute: 'datetime' },
    { select: '.post-tags a[rel~="tag"]', what: 'tag' },
  ],
};
