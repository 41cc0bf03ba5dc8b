/** Names that come from outside: which the inbox takes, and of the others why not and what to do. */
import { isIgnored } from '../../queues/names.ts';
import type { Said } from '../dashboard/language.ts';

export interface Fault {
  message: Said;
  next: Said;
}

/** What a disk takes. */
const MAX_BYTES = 255;
const MAX_DEPTH = 16;

const rename: Said = { en: 'Give it another name.', zh: '请改名后再添加。' };
const nothing: Said = { en: 'Nothing to do.', zh: '无需处理。' };

/** The first that fits is said. Line breaks and tabs stand in names of files, if rarely, and are taken. */
const FAULTS: (Fault & { is: (name: string) => boolean })[] = [
  {
    is: (name) => name === '',
    message: { en: 'It has no name.', zh: '没有名称。' },
    next: { en: 'Give it a name.', zh: '请起一个名称。' },
  },
  {
    is: (name) => /^\.{1,2}$|[\\/]/.test(name),
    message: {
      en: 'This is a way to another folder, not a name.',
      zh: '这是通往别的文件夹的路径，不是名称。',
    },
    next: {
      en: 'Give a name without / and \\, other than . and ..',
      zh: '请使用不含 / 和 \\ 的名称，也不要用 . 和 ..',
    },
  },
  {
    is: (name) => /(?![\t\n\r])\p{Cc}/u.test(name),
    message: { en: 'The name holds a control character.', zh: '名称中有控制字符。' },
    next: { en: 'Take it out of the name.', zh: '请从名称中删去。' },
  },
  {
    is: (name) => Buffer.byteLength(name) > MAX_BYTES,
    message: {
      en: `The name is longer than the ${MAX_BYTES} bytes that a disk takes.`,
      zh: `名称太长，超过磁盘允许的 ${MAX_BYTES} 字节（约 80 个汉字）。`,
    },
    next: { en: 'Give it a shorter name.', zh: '请缩短名称。' },
  },
  {
    is: (name) => /\.reason\.json$/i.test(name),
    message: {
      en: 'In files of this name Offprint writes why something failed.',
      zh: '这个名称留给 Offprint 记录失败的原因。',
    },
    next: rename,
  },
  {
    is: (name) => /^(\.DS_Store|\._.*|thumbs\.db|desktop\.ini|@eaDir|\.stfolder)$/i.test(name),
    message: {
      en: 'Other programs leave files of this name behind; it is no article.',
      zh: '这是其他程序留下的文件，不是文章。',
    },
    next: nothing,
  },
  {
    is: (name) => /\.(part|crdownload|tmp|filepart)$/i.test(name),
    message: {
      en: 'By its name the file is still being written.',
      zh: '从名称看，文件还没有写完。',
    },
    next: {
      en: 'Send it when it is whole; if it is, give it another name.',
      zh: '请等写完再添加；若已完整，请改名。',
    },
  },
  {
    is: isIgnored,
    message: {
      en: 'Names that begin with . or ~, or end in ~, are left alone.',
      zh: '以 . 或 ~ 开头、或以 ~ 结尾的名称不予处理。',
    },
    next: { en: 'Give it another name if it is an article.', zh: '若是文章，请改名。' },
  },
];

/** null where the inbox takes it. */
export function faultOf(name: string): Fault | null {
  return FAULTS.find(({ is }) => is(name)) ?? null;
}

/** Of folders with `/` between them, below the inbox. */
export function faultOfFolders(path: string): Fault | null {
  const folders = path === '' ? [] : path.split('/');
  if (folders.length > MAX_DEPTH) {
    return {
      message: {
        en: `These are more than ${MAX_DEPTH} folders in each other.`,
        zh: `文件夹嵌套超过 ${MAX_DEPTH} 层。`,
      },
      next: { en: 'Give fewer folders.', zh: '请减少层数。' },
    };
  }
  return folders.map(faultOf).find((fault) => fault !== null) ?? null;
}

/** Why a collection is none: with what is wrong with one of its folders. */
export function faultOfCollection(path: string): Fault | null {
  const fault = faultOfFolders(path);
  return (
    fault && {
      message: {
        en: `The collection is no folder below the inbox. ${fault.message.en}`,
        zh: `合集不是收件箱下的文件夹。${fault.message.zh}`,
      },
      next: {
        en: 'Name folders with / between them, as in: news/july',
        zh: '请用 / 分隔文件夹，例如：新闻/七月',
      },
    }
  );
}
