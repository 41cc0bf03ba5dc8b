/** 中国数字时代, a WordPress blog: its feed ends every article with who sent it in, and tags. */
import { type Draft, lift } from '../parse/draft.ts';
import type { Outlet } from './outlet.ts';

export const chinaDigitalTimes: Outlet = {
  name: '中国数字时代',
  hosts: ['.chinadigitaltimes.net'],
  paths: /^\/+chinese\//,
  // Ways to its dossiers: `CDS档案｜` and a link.
  related: ['p:contains("CDS档案")'],
  relatedLabel: /CDS档案\s*[|｜]?/,
  prepare: takeFooter,
};

/**
 * `© NAME for 中国数字时代, get_post_time('Y'). | Permalink | … Post tags: …`: PHP that leaked
 * from the "Better Feed" plug-in, which signs below.
 */
function takeFooter(draft: Draft): void {
  const { $ } = draft;
  $('p:has(> small)').each((_, paragraph) => {
    const text = $(paragraph).text();
    if (/^\s*Feed enhanced by/.test(text)) return void $(paragraph).remove();
    if (!text.includes('get_post_time(')) return;
    const sender = /©\s*(.+?)\s+for\s/.exec(text)?.[0].trim();
    if (sender) lift(draft, paragraph, 'byline', `${sender} 中国数字时代`);
    $(paragraph)
      .find('a[rel~="tag"]')
      .each((_, tag) => lift(draft, tag, 'tag', $(tag).text()));
    $(paragraph).prevAll('hr').first().remove();
    $(paragraph).remove();
  });
}
