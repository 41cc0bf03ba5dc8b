/**
 * What is certainly not article text: code, controls, advertisements, share
 * buttons, comments, what is hidden, the feed's own plug. When in doubt, a
 * thing stays.
 */
import type { Draft } from './draft.ts';

const CODE = 'script, style, link, meta, base, template, svg, math, canvas, title, head > *';
const CONTROLS =
  'form, button, input, select, textarea, datalist, dialog, menu[type="toolbar"], nav, map';
const ADVERTISEMENTS =
  'ins.adsbygoogle, .adsbygoogle, [id^="google_ads"], [id^="div-gpt-ad"], [id^="atatags-"], [class*="trc_"], .OUTBRAIN, .advertisement, .ad-container, .ad-slot, .ad-wrapper, .wpcnt';
const SHARING =
  '.sharedaddy, .addtoany_share_save_container, .addtoany_content, .a2a_kit, .addthis_toolbox, .share-buttons, .social-share, .service-links, .jetpack-likes-widget-wrapper, .fb-like, .twitter-share-button';
const AROUND =
  '#comments, .comments-area, .comment-wrapper, .comment-list, #disqus_thread, .jp-relatedposts > h3, .post-navigation, .breadcrumbs, .newsletter-signup';
/** Text for screen readers, or none at all; frameworks agree on few names. */
const HIDDEN =
  '[hidden], .sr-only, .screen-reader-text, .visually-hidden, .visuallyhidden, .element-invisible, .element-hidden';

const SELECTORS = [CODE, CONTROLS, ADVERTISEMENTS, SHARING, AROUND, HIDDEN].join(', ');
const UNDISPLAYED = /(?:display\s*:\s*none|visibility\s*:\s*hidden)/i;

export function dropJunk({ $, outlet }: Draft): void {
  for (const selector of outlet?.junk ?? []) $(selector).remove();
  $(SELECTORS).remove();
  $('[style]')
    .filter((_, element) => UNDISPLAYED.test($(element).attr('style') ?? ''))
    .remove();
  dropFeedPlug($);
}

/** `<br><hr><div>获取更多RSS：<br><a href="https://feedx.net">…`: how feedx.net ends its feeds. */
function dropFeedPlug($: Draft['$']): void {
  $('div, p').each((_, element) => {
    const plug = $(element);
    if (!/^\s*获取更多RSS：/.test(plug.text()) || plug.find('a[href*="feedx."]').length === 0)
      return;
    plug.prev('hr').remove();
    plug.remove();
  });
}
