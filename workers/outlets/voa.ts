/** 美国之音: links to related articles have lost their text; the addresses are kept. */
import type { Outlet } from './outlet.ts';

export const voa: Outlet = {
  name: '美国之音',
  hosts: ['.voachinese.com', '.voacantonese.com'],
  furniture: [/^=+\s*嘉宾和观众听众发表的都是个人观点，并不代表美国之音。\s*=+$/],
  related: ['a[href^="/a/"]:empty, a[href^="/content/article/"]:empty'],
  captions: [{ around: '.contentImage', caption: '.imageCaption, small' }],
};
