/** BBC News 中文, the layout of 2020: labels for screen readers stand inside captions. */
import { z } from 'zod';
import type { Draft } from '../parse/draft.ts';
import type { Outlet } from './outlet.ts';

export const bbc: Outlet = {
  name: 'BBC News 中文',
  hosts: ['.bbc.com', '.bbc.co.uk'],
  paths: /^\/+(?:zhongwen|ukchina)\//,
  prepare,
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

const Player = z.object({
  settings: z.object({
    externalEmbedUrl: z.string(),
    playlistObject: z.object({ title: z.string() }).optional(),
  }),
});

function prepare(draft: Draft): void {
  nameVideos(draft);
  quotePosts(draft);
}

/** The player's address and title stand in JSON; as a video it becomes a link like all others. */
function nameVideos({ $ }: Draft): void {
  $('[data-playable]').each((_, player) => {
    const { externalEmbedUrl: src, playlistObject } = settingsOf(
      $(player).attr('data-playable') ?? '',
    );
    const video = $('<video>').attr({ src, title: playlistObject?.title ?? '' });
    $(player).replaceWith(video);
  });
}

function settingsOf(json: string) {
  try {
    return Player.parse(JSON.parse(json)).settings;
  } catch {
    return { externalEmbedUrl: '' };
  }
}

/** A post of another site is a picture of it; its text stands in the `alt`: `Twitter 用户名 @NAME: …`. */
function quotePosts({ $ }: Draft): void {
  $('.social-embed').each((_, embed) => {
    const address = $(embed).find('a.embed-original-post-link').attr('href');
    const alts = $(embed).find('img[alt]').toArray();
    const said = alts.map((img) =>
      /^.{0,30}?(@\S+?)[:：]\s*(\S.*)$/s.exec($(img).attr('alt') ?? ''),
    );
    const [, author = '', text = ''] = said.find((found) => found !== null) ?? [];
    if (!address || text === '') return;
    const link = $('<iframe>').attr({ src: address, title: author });
    $(embed).replaceWith($('<blockquote>').append($('<p>').text(text), link));
  });
}
