/** What the extension of a dropped name promises. Unknown extensions promise nothing. */
import type { ReadAddresses, ReadArticle } from '../../shared/pieces.ts';

type Kind = (ReadArticle | ReadAddresses)['kind'];

const TEXTS: Kind[] = ['saved', 'post', 'markdown', 'text', 'addresses'];

const PROMISES: { extensions: string; kinds: Kind[] }[] = [
  { extensions: 'html htm xhtml xht shtml', kinds: ['html', 'saved', 'post'] },
  { extensions: 'md markdown mdown mkd', kinds: TEXTS },
  { extensions: 'txt text', kinds: TEXTS },
  { extensions: 'url webloc urls list', kinds: ['addresses'] },
  {
    extensions:
      'jpg jpeg png gif webp avif heic svg bmp tif tiff ico pdf rtf doc docx odt xls xlsx ppt pptx epub mobi zip gz rar 7z tar exe dmg mp3 mp4 m4a mov avi mkv mht mhtml warc wacz json csv',
    kinds: [],
  },
];

/** Lower case, without the dot; empty where there is none. */
export function extensionOf(name: string): string {
  return /\.([^.\s/]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Whether a name with this extension leads to expect another kind of content. */
export function promisesOtherThan(kind: Kind, extension: string): boolean {
  const promise = PROMISES.find(({ extensions }) => extensions.split(' ').includes(extension));
  return promise !== undefined && !promise.kinds.includes(kind);
}
