/** 路透中文网: who translated and who checked stands in a box below the text. */
import type { Outlet } from './outlet.ts';

export const reutersChinese: Outlet = {
  name: '路透中文网',
  hosts: ['cn.reuters.com', 'cn.mobile.reuters.com'],
  junk: ['.StandardArticleBody_trustBadgeContainer', '.Image_expand-button'],
  lift: [{ select: '.Attribution_content', what: 'byline' }],
  captions: [{ around: '.PrimaryAsset_container, .Image_container', caption: 'figcaption' }],
};
