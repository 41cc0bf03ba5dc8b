/** 自由亚洲电台: links to other articles stand as lists of one inside the text. */
import type { Outlet } from './outlet.ts';

export const rfa: Outlet = {
  name: '自由亚洲电台',
  hosts: ['.rfa.org'],
  paths: /^\/+(?:mandarin|cantonese)\//,
  zone: 'America/New_York',
  related: ['ul'],
  bylines: [
    /^[（(]?(?:自由亚洲电台|自由亞洲電台)?\s*(?:记者|記者|特约记者)?.{0,40}责编[：:\s].{2,30}网编[：:\s]\s*.{2,12}$/,
  ],
  captions: [
    {
      around: '.image-inline, .image-richtext',
      caption: '.image-caption > span:first-child, figcaption',
      credit: '.copyright',
    },
  ],
};
