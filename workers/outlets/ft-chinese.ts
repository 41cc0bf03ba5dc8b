/** FT中文网: standfirst, picture and text stand side by side. */
import type { Outlet } from './outlet.ts';

export const ftChinese: Outlet = {
  name: 'FT中文网',
  hosts: ['.ftchinese.com', 'cn.ft.com'],
  junk: ['.o-ads', '.clearfloat'],
  lift: [{ select: '.story-lead', what: 'standfirst', keep: true }],
  standfirstNamesAuthor: true,
  bylines: [/^译者\s*[/／]\s*\S.{0,30}$/, /^本文编辑\S{2,4}\s+\S+@ftchinese\.com$/i],
};
