/**
 * The words a page says itself, in the language of the article: English, and
 * Chinese in both scripts. Other languages get English, marked as such.
 */
import { chineseCodes, traditionalCodes } from './phrases-codes.ts';

export type PageLanguage = 'en' | 'zh-Hans' | 'zh-Hant';

export interface Phrases {
  skip: string;
  archive: string;
  by: string;
  between: string;
  colon: string;
  published: string;
  modified: string;
  captured: string;
  savedAsFile: string;
  original: string;
  outlet: string;
  section: string;
  tags: string;
  collection: string;
  file: string;
  version: string;
  versions: string;
  thisVersion: string;
  newest: string;
  olderVersion: string;
  related: string;
  about: string;
  formats: string;
  record: string;
  markdown: string;
  source: string;
  missing: string;
  rescued: string;
  toSource: string;
  warnings: string;
  length(words: number, minutes: number): string;
  articles(total: number): string;
  newestOf(shown: number, total: number): string;
  noArticles: string;
  /** What has become of the pictures of the whole archive. */
  pictures(stored: number, rescued: number, missing: number): string;
  whyMissing: string;
  /** Sentences for codes of shared/codes.ts; English has its own there. */
  codes: Partial<Record<string, string>>;
}

/** Numbers are grouped here: Intl's grouping follows the ICU of the Node version. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

const en: Phrases = {
  skip: 'Skip to the article',
  archive: 'Archive',
  by: 'By',
  between: ', ',
  colon: ': ',
  published: 'Published',
  modified: 'Updated',
  captured: 'Saved',
  savedAsFile: 'Saved (time of the file)',
  original: 'Original address',
  outlet: 'Outlet',
  section: 'Section',
  tags: 'Tags',
  collection: 'Collection',
  file: 'File',
  version: 'Version',
  versions: 'Versions of this article',
  thisVersion: 'shown here',
  newest: 'Read the newest version',
  olderVersion: 'This is one of several saved versions of the article.',
  related: 'Related articles',
  about: 'About this copy',
  formats: 'Other formats',
  record: 'Record (JSON)',
  markdown: 'Text (Markdown)',
  source: 'Untouched source',
  missing: 'Picture missing',
  rescued: 'from a web archive',
  toSource: 'Address of the picture',
  warnings: 'Notes of the archive',
  length: (words, minutes) =>
    `${grouped(words)} ${words === 1 ? 'word' : 'words'}, ${minutes} min read`,
  articles: (total) => `${grouped(total)} ${total === 1 ? 'article' : 'articles'}`,
  newestOf: (shown, total) => `The newest ${shown} of ${grouped(total)} articles`,
  noArticles: 'There is no article in this archive yet.',
  pictures: (stored, rescued, missing) =>
    `Pictures: ${grouped(stored)} stored, ${grouped(rescued)} rescued from web archives, ${grouped(missing)} missing.`,
  whyMissing: 'Why some are missing',
  codes: {},
};

const simplified: Phrases = {
  skip: '跳到正文',
  archive: '存档',
  by: '作者',
  between: '、',
  colon: '：',
  published: '发表',
  modified: '更新',
  captured: '保存',
  savedAsFile: '保存（文件时间）',
  original: '原文地址',
  outlet: '媒体',
  section: '栏目',
  tags: '标签',
  collection: '文集',
  file: '文件',
  version: '版本',
  versions: '本文的各个版本',
  thisVersion: '本页',
  newest: '阅读最新版本',
  olderVersion: '本页是这篇文章所存的几个版本之一。',
  related: '相关文章',
  about: '关于这份存档',
  formats: '其他格式',
  record: '记录（JSON）',
  markdown: '文本（Markdown）',
  source: '未改动的原始文件',
  missing: '图片缺失',
  rescued: '取自网页存档',
  toSource: '图片的地址',
  warnings: '存档备注',
  length: (words, minutes) => `${grouped(words)} 字，约 ${minutes} 分钟`,
  articles: (total) => `共 ${grouped(total)} 篇文章`,
  newestOf: (shown, total) => `共 ${grouped(total)} 篇文章，以下为最新的 ${shown} 篇`,
  noArticles: '存档中还没有文章。',
  pictures: (stored, rescued, missing) =>
    `图片：已保存 ${grouped(stored)} 张，取自网页存档 ${grouped(rescued)} 张，缺失 ${grouped(missing)} 张。`,
  whyMissing: '缺失的原因',
  codes: chineseCodes,
};

const traditional: Phrases = {
  skip: '跳到正文',
  archive: '存檔',
  by: '作者',
  between: '、',
  colon: '：',
  published: '發表',
  modified: '更新',
  captured: '保存',
  savedAsFile: '保存（檔案時間）',
  original: '原文網址',
  outlet: '媒體',
  section: '欄目',
  tags: '標籤',
  collection: '文集',
  file: '檔案',
  version: '版本',
  versions: '本文的各個版本',
  thisVersion: '本頁',
  newest: '閱讀最新版本',
  olderVersion: '本頁是這篇文章所存的幾個版本之一。',
  related: '相關文章',
  about: '關於這份存檔',
  formats: '其他格式',
  record: '記錄（JSON）',
  markdown: '文字（Markdown）',
  source: '未改動的原始檔案',
  missing: '圖片缺失',
  rescued: '取自網頁存檔',
  toSource: '圖片的網址',
  warnings: '存檔備註',
  length: (words, minutes) => `${grouped(words)} 字，約 ${minutes} 分鐘`,
  articles: (total) => `共 ${grouped(total)} 篇文章`,
  newestOf: (shown, total) => `共 ${grouped(total)} 篇文章，以下為最新的 ${shown} 篇`,
  noArticles: '存檔中還沒有文章。',
  pictures: (stored, rescued, missing) =>
    `圖片：已保存 ${grouped(stored)} 張，取自網頁存檔 ${grouped(rescued)} 張，缺失 ${grouped(missing)} 張。`,
  whyMissing: '缺失的原因',
  codes: traditionalCodes,
};

const all: Record<PageLanguage, Phrases> = { en, 'zh-Hans': simplified, 'zh-Hant': traditional };

export function pageLanguage(language: string | null): PageLanguage {
  if (language === 'zh-Hant') return 'zh-Hant';
  return language === 'zh' || language?.startsWith('zh-') ? 'zh-Hans' : 'en';
}

export function phrasesIn(language: PageLanguage): Phrases {
  return all[language];
}
