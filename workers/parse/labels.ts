/** The few words Offprint itself writes into an article, in the article's own script. */
import { chineseScript } from '../../shared/chinese-script.ts';

export interface Labels {
  video: string;
  audio: string;
  post: string;
  embedded: string;
  /** Between a label and what it names. */
  colon: string;
}

const english: Labels = {
  video: 'Video',
  audio: 'Audio',
  post: 'Post',
  embedded: 'Embedded content',
  colon: ': ',
};
const simplified: Labels = {
  video: '视频',
  audio: '音频',
  post: '帖子',
  embedded: '嵌入内容',
  colon: '：',
};
const traditional: Labels = {
  video: '影片',
  audio: '音訊',
  post: '貼文',
  embedded: '嵌入內容',
  colon: '：',
};

export function labelsFor(text: string): Labels {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  // A sixth: an English article that names people in Chinese stays English.
  if (han * 6 < letters || han === 0) return english;
  return chineseScript(text) === 'zh-Hant' ? traditional : simplified;
}
