/** 泡泡 (pao-pao.net), a Drupal site saved with everything around the article. */
import type { Outlet } from './outlet.ts';

const ARTICLE = '.node-full > .content >';

export const paopao: Outlet = {
  name: '泡泡',
  hosts: ['.pao-pao.net'],
  zone: 'Europe/Amsterdam',
  body: `${ARTICLE} .field-name-field-image, ${ARTICLE} .field-name-body`,
  junk: ['.file-image > h2'],
  lift: [
    { select: '.node-full > .submitted [property~="dc:date"]', what: 'date', attribute: 'content' },
    { select: `${ARTICLE} .field-name-author a`, what: 'byline' },
    { select: `${ARTICLE} [class*="field-name-field-tags"] a`, what: 'tag' },
  ],
  related: ['.view-articles-related .group-right'],
  captions: [{ around: '.file-image', credit: '.field-name-field-image-source' }],
};
