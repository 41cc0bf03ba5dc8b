/**
 * A list of people as bylines write it, taken apart into names. What is no name
 * (an address, a number, the outlet itself, a place, `综合报道`) is dropped: an
 * author too few is better than an author who does not exist.
 */
import type { Clues } from './clues.ts';
import { namesOutlet } from './outlet.ts';

const HAN = /^[\u3400-\u9fff\uf900-\ufaff·•]+$/;
const BETWEEN_NAMES = /[、，,;；/／|｜&＆]|(?:^|\s)(?:and|und|et)\s/i;
const ADDRESS = /\S*(?:@|:\/\/|www\.)\S*/g;
/** `（综合报道）`, `（德新社，法新社）`, `(采访记者)` */
const BRACKETS = /[（(][^（）()]{0,40}[）)]/g;
const TITLE_BEFORE = /^(?:[\u3400-\u9fff]{0,4}(?:记者|記者)|实习生|實習生|By|by|BY)\s*/;
const REPORTED = /\s*(?:综合|綜合)?(?:报道|报导|報道|報導|摘编|编辑|整理)$/;
const NO_NAME = new Set(
  '综合 綜合 报道 报导 報導 整理 摘编 编辑 作者 记者 佚名 匿名 本报 本台 本刊 编辑部 小编 表示 获悉 邮箱 null undefined admin editor staff unknown anonymous'.split(
    ' ',
  ),
);
/** Where correspondents sit: `记者蔡凌巴黎报导` has the name and the place without a gap. */
const PLACES =
  '华盛顿|華盛頓|纽约|紐約|旧金山|洛杉矶|波士顿|多伦多|渥太华|温哥华|伦敦|倫敦|巴黎|柏林|波恩|布鲁塞尔|日内瓦|维也纳|莫斯科|台北|臺北|高雄|香港|澳门|北京|上海|广州|深圳|成都|东京|東京|首尔|曼谷|新德里|新加坡|吉隆坡|雅加达|马尼拉|达兰萨拉|悉尼|堪培拉|墨尔本|特稿|专稿|专题';
const PLACE_AT_END = new RegExp(`(?:${PLACES})$`);

/** Names in the order of the text, each once. */
export function namesIn(text: string, clues: Clues): string[] {
  const pieces = text.replace(ADDRESS, ' ').replace(BRACKETS, ' ').split(BETWEEN_NAMES);
  const names = pieces
    // `德国之声 中文网` is one name, although it has a gap.
    .filter((piece) => !namesOutlet(clues, piece))
    .flatMap(apart)
    .map(bare)
    .filter((name) => isName(name) && !namesOutlet(clues, name));
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}

/** Names of a line that says somewhere whose they are, `记者蔡凌巴黎报导`: the place is cut off. */
export function namesBeforePlace(text: string, clues: Clues): string[] {
  const tokens = text.replace(REPORTED, '').split(/[\s、，,/]+/);
  const names = tokens.map((token) => token.replace(PLACE_AT_END, ''));
  // A fourth character may be a place that we do not know.
  return namesIn(names.filter((name) => !HAN.test(name) || name.length <= 3).join('、'), clues);
}

/** Chinese names are parted by spaces, others contain them: `许书婷 申铧`, `Sabine Kinkartz`. */
function apart(piece: string): string[] {
  const names: string[] = [];
  let latin: string[] = [];
  for (const word of piece.split(/\s+/)) {
    if (HAN.test(word)) {
      names.push(latin.join(' '), word);
      latin = [];
    } else latin.push(word);
  }
  return [...names, latin.join(' ')];
}

function bare(name: string): string {
  return name
    .replace(/^(?:null|undefined)\s+/i, '')
    .replace(TITLE_BEFORE, '')
    .replace(REPORTED, '')
    .replace(/^[\s《「“"'.·:：-]+|[\s》」”"'·:：。-]+$/g, '');
}

function isName(name: string): boolean {
  const length = [...name].length;
  const longest = HAN.test(name) ? 12 : 60;
  if (length < 2 || length > longest || NO_NAME.has(name.toLowerCase())) return false;
  // `（记者 某某摄）` is the credit of a picture.
  return /\p{L}/u.test(name) && !/[摄攝]$/.test(name) && !/[\d。！？!?“”《》:：;<>{}=]/u.test(name);
}
