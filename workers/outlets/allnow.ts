/** 全现在: what stands above the text is part of the article; a plug for its WeChat account ends it. */
import type { Outlet } from './outlet.ts';

export const allNow: Outlet = {
  name: '全现在',
  hosts: ['.allnow.com'],
  zone: 'Asia/Shanghai',
  body: '.head-img, .abstract, #article-content',
  lift: [
    { select: '.author-wrap .single-name', what: 'byline' },
    { select: 'p.abstract', what: 'standfirst', keep: true },
  ],
  furniture: [/^—{3,}$/, /^请?微信搜索.{0,60}(?:朋友圈|重申文化想象)/],
};
