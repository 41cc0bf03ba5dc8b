/** BBC News 中文, the layout of 2020: labels for screen readers stand inside captions. */
import type { Draft } from '../parse/draft.ts';
import type { Outlet } from './outlet.ts';

export const bbc: Outlet = {
  name: 'BBC News 中文',
  hosts: ['.bbc.com', '.bbc.co.uk'],
  paths: /^\/+(?:zhongwen|ukchina)\//,
  prepare: nameVideos,
  junk: [
    '.bbccom_slot',
    '.off-screen',
    '.embed-youtube-warning',
    '.player-with-placeholder__caption',
    '.idt2 svg',
  ],
  // Only above the text: below it, the same class marks notes.
  lift: [{ select: '.story-body__introduction:not(p ~ *)', what: 'standfirst', keep: true }],
  captions: [
    {
      around: '.media-landscape, .media-portrait',
      caption: '.media-caption__text',
      credit: '.story-image-copyright',
    },
    { around: '.media-with-caption', caption: '.media-with-caption__caption' },
  ],
};

/** The player's address stands in JSON; as a video it becomes a link like all others. */
function nameVideos({ $ }: Draft): void {
  $('[data-playable]').each((_, player) => {
    const address = /"externalEmbedUrl":"(https?:[^"]+)"/.exec(
      $(player).attr('data-playable') ?? '',
    );
    const video = $('<video>').attr('src', address?.[1]?.replaceAll('\\/', '/') ?? '');
    $(player).replaceWith(video);
  });
}
