/** Tells who made a picture from what it shows, where one line says both. */

/** What layouts write before a caption or a credit for those who cannot see the page. */
const LABELS =
  /^(?:图片版权|圖片版權|图片来源|圖片來源|图像来源|圖像來源|图片提供|Image (?:copyright|caption|source)|Media caption|Photo(?: credit)?(?=\s*[：:]))\s*[：:]?\s*/i;
/** （美国之音/汤惠芸） (香港警察脸书图片) （某某摄） */
const MAKERS =
  /摄|攝|社|台|图片|圖片|提供|脸书|臉書|推特|截图|截圖|\bRFA\b|\bAP\b|\bAFP\b|Reuters|Getty|EPA|Photo|美国之音|维基/i;
/** "File photo" says when, not who. */
const FILE_PHOTO = /^(?:资料|資料|档案|檔案)(?:图片|圖片|照片|照|图|圖)?$|\d{4}年/;
const BRACKETS = /\s*[（(]([^（()）]{2,40})[）)]\s*$/;
const AGENCY = /(?:REUTERS|Getty Images|\bAFP\b|\bEPA\b|AP Photo|Associated Press)/i;

export interface Caption {
  caption: string | null;
  credit: string | null;
}

/** Takes labels off both, and a maker off the end of the caption where nothing else names one. */
export function captionAndCredit(caption: string, credit: string): Caption {
  const says = caption.replace(LABELS, '').trim();
  const made = credit.replace(LABELS, '').trim();
  if (made !== '') return { caption: says || null, credit: made };
  if (
    LABELS.test(caption) &&
    /^(?:图片|圖片|图像|圖像)(?:来源|來源|版权|版權|提供)/.test(caption)
  ) {
    return { caption: null, credit: says || null };
  }
  return split(says);
}

/** `… 图片来源：港务处` */
const SOURCE = /(?:^|[\s，。；])(?:图片|圖片|照片|图)?(?:来源|來源)[：:]\s*([^，。；]{2,40})$/;

function split(caption: string): Caption {
  const source = SOURCE.exec(caption);
  if (source?.[1]) {
    return { caption: caption.slice(0, source.index).trim() || null, credit: source[1].trim() };
  }
  const bracket = BRACKETS.exec(caption);
  const maker = bracket?.[1]?.trim() ?? '';
  if (bracket && MAKERS.test(maker) && !FILE_PHOTO.test(maker)) {
    return { caption: caption.slice(0, bracket.index).trim() || null, credit: maker };
  }
  const sentence = /^(.*[。.！!])\s*([^。]{3,80})$/s.exec(caption);
  if (sentence?.[1] && sentence[2] && AGENCY.test(sentence[2]) && !/[，；]/.test(sentence[2])) {
    return { caption: sentence[1].trim(), credit: sentence[2].trim() };
  }
  return { caption: caption || null, credit: null };
}
