/**
 * Simplified or traditional, told by frequent characters that only one of the
 * two writes. A wrong table entry hurts less than a missing one, so characters
 * that both use (后, 里, 台, 只, 干) are left out. Own list: 229 of the commonest pairs.
 */
const PAIRS =
  '们們这這为為会會对對国國来來时時说說个個学學动動现現实實开開关關问問题題长長两兩业業样樣体體当當车車张張网網电電话話发發经經过過还還进進让讓给給从從东東见見视視观觀认認议議论論讲講记記许許设設证證评評识識试試读讀谁誰调調请請诉訴该該语語误誤边邊达達运運选選连連远遠违違门門间間闻聞难難战戰应應强強总總态態惊驚爱愛岁歲点點热熱无無书書权權构構标標条條极極机機单單华華协協卫衛历歷压壓县縣双雙变變号號听聽员員围圍图圖场場坏壞声聲处處备備夺奪奖獎妇婦宁寧审審宪憲将將导導层層广廣庆慶异異弹彈归歸录錄怀懷戏戲执執扩擴报報担擔据據损損换換显顯术術杀殺来來杂雜欢歡气氣汉漢沟溝济濟滨濱灭滅灵靈产產监監盘盤码碼确確种種称稱稳穩穷窮竞競类類约約级級红紅纪紀线線组組织織终終结結统統绝絕继繼续續维維缩縮罗羅义義习習节節药藥获獲蓝藍虽雖规規览覽触觸购購贸貿费費质質贵貴贤賢赵趙跃躍轮輪软軟较較输輸轻輕农農迁遷递遞邮郵钱錢铁鐵银銀错錯锁鎖闭閉队隊阳陽阴陰际際陆陸险險随隨项項顺順领領频頻颜顏风風飞飛饭飯马馬驻駐验驗鱼魚鸟鳥麦麥黄黃齐齊龙龍';

const characters = [...PAIRS];
const SIMPLIFIED = new Set(characters.filter((_, at) => at % 2 === 0));
const TRADITIONAL = new Set(characters.filter((_, at) => at % 2 === 1));
/** One quoted name in the other script must not decide. */
const ENOUGH = 2;

/** null where too little of the text is one-sided. */
export function chineseScript(text: string): 'zh-Hans' | 'zh-Hant' | null {
  let [simplified, traditional] = [0, 0];
  for (const character of text) {
    if (SIMPLIFIED.has(character)) simplified += 1;
    else if (TRADITIONAL.has(character)) traditional += 1;
  }
  if (simplified + traditional < ENOUGH || simplified === traditional) return null;
  return simplified > traditional ? 'zh-Hans' : 'zh-Hant';
}
