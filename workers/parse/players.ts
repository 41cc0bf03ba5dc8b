/** From the address of an embedded player to the page a reader would open. */

interface Rule {
  host: RegExp;
  page: (url: URL) => string | null;
}

const rules: Rule[] = [
  {
    host: /(?:^|\.)(?:youtube|youtube-nocookie)\.com$/,
    page: ({ pathname, searchParams }) =>
      pathname === '/embed/videoseries'
        ? fill('https://www.youtube.com/playlist?list=', searchParams.get('list'))
        : fill('https://www.youtube.com/watch?v=', /^\/(?:embed|v)\/([\w-]+)/.exec(pathname)?.[1]),
  },
  {
    host: /^player\.vimeo\.com$/,
    page: ({ pathname }) => fill('https://vimeo.com/', /^\/video\/(\d+)/.exec(pathname)?.[1]),
  },
  {
    host: /^player\.bilibili\.com$/,
    page: ({ searchParams }) =>
      fill('https://www.bilibili.com/video/', searchParams.get('bvid')) ??
      fill('https://www.bilibili.com/video/av', searchParams.get('aid')),
  },
  {
    host: /^(?:www\.)?dailymotion\.com$/,
    page: ({ pathname }) =>
      fill('https://www.dailymotion.com/video/', /^\/embed\/video\/(\w+)/.exec(pathname)?.[1]),
  },
  { host: /(?:^|\.)facebook\.com$/, page: ({ searchParams }) => searchParams.get('href') },
  { host: /^w\.soundcloud\.com$/, page: ({ searchParams }) => searchParams.get('url') },
  {
    host: /^platform\.twitter\.com$/,
    page: ({ searchParams }) => fill('https://twitter.com/i/status/', searchParams.get('id')),
  },
];

/** The page behind a player, or the address itself where no rule knows better. */
export function pageOfPlayer(address: string): string {
  const url = new URL(address);
  const page = rules.find(({ host }) => host.test(url.hostname))?.page(url);
  return page && /^https?:\/\//.test(page) ? page : address;
}

const VIDEO =
  /youtube|youtu\.be|vimeo|bilibili|dailymotion|\/videos?[./]|youku|v\.qq\.com|\.mp4$|\.m3u8$|\.webm$/i;
const AUDIO = /soundcloud|spotify|podcasts\.apple|anchor\.fm|\.mp3$|\.m4a$|\.ogg$/i;
const POST =
  /twitter\.com|x\.com|facebook\.com|instagram\.com|threads\.net|t\.me\/|weibo\.com|tiktok\.com/i;

/** Which label a link to a page of this address carries. */
export function kindOfPage(address: string): 'video' | 'audio' | 'post' | 'embedded' {
  if (VIDEO.test(address)) return 'video';
  if (AUDIO.test(address)) return 'audio';
  return POST.test(new URL(address).hostname) ? 'post' : 'embedded';
}

function fill(start: string, id: string | null | undefined): string | null {
  return id ? start + id : null;
}
