/** 法国国际广播电台: a standfirst in bold before the text, agency news with its own notice below. */
import { type Draft, lift, replaceBy } from '../parse/draft.ts';
import type { Outlet } from './outlet.ts';

export const rfi: Outlet = {
  name: '法国国际广播电台',
  hosts: ['.rfi.fr'],
  paths: /^\/+(?:cn|tw|zh)\//,
  zone: 'Europe/Paris',
  prepare: takeTranslators,
  junk: ['.m-block-ad', '.m-interstitial', '.o-self-promo'],
  lift: [
    {
      select: 'p:has(> strong:only-child):has(+ .t-content__body)',
      what: 'standfirst',
      keep: true,
    },
    { select: 'p.t-copyright', what: 'source' },
  ],
  captions: [
    {
      around: '.m-figure',
      caption: '.m-figure__caption__legend',
      credit: '.m-figure__caption__credits',
    },
  ],
};

/** `（译者：…/核稿：…）` stands behind the last sentence of agency news. */
function takeTranslators(draft: Draft): void {
  const { $ } = draft;
  $('p').each((_, paragraph) => {
    const last = $(paragraph).contents().last();
    const found = /（(?:实习)?译者：[^（）]{2,40}）\s*$/.exec(last.text());
    if (!found || last.is('*')) return;
    lift(draft, paragraph, 'byline', found[0]);
    replaceBy(last, last.text().slice(0, found.index));
  });
}
