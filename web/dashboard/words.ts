/** All that the dashboard says, in its languages. */
import type { StageName } from '../../shared/config.ts';
import type { Language } from './language.ts';

type Where = 'waiting' | 'active' | 'delayed' | 'held' | null;

export interface Words {
  title: string;
  skip: string;
  nav: { archive: string; dashboard: string; queues: string };
  readOnly: string;
  logOut: string;
  offline: string;
  stages: Record<StageName | 'catalog' | 'rescue', string>;
  flow: string;
  lanes: Record<'catalog' | 'rescue', string>;
  inbox: string;
  inArchive: string;
  waiting: string;
  active: string;
  later: string;
  done: string;
  perMinute: (number: string) => string;
  pauseStage: string;
  resumeStage: string;
  held: string;
  storeAway: string;
  accounting: string;
  accepted: string;
  published: string;
  duplicates: (count: number) => string;
  failed: string;
  inFlight: string;
  versions: (number: string) => string;
  pace: (perMinute: string) => string;
  left: (time: string) => string;
  allDone: string;
  nothingYet: string;
  duration: (seconds: number) => string;
  add: string;
  addHint: string;
  chooseFiles: string;
  addresses: string;
  addAddresses: string;
  /** Before a number. */
  notTaken: string;
  search: string;
  searchHint: string;
  searchButton: string;
  found: (number: number, more: boolean) => string;
  nothingFound: (text: string) => string;
  failures: string;
  noFailures: string;
  retry: string;
  retryThese: (number: string) => string;
  retryAll: string;
  next: string;
  andMore: (number: string) => string;
  recent: string;
  noRecent: string;
  machines: string;
  machine: string;
  doesStages: string;
  allStages: string;
  memory: string;
  since: string;
  noWorkers: string;
  disk: (free: string, pauseBelow: string) => string;
  store: (kind: string, used: string | null) => string;
  pictures: (stored: string, rescued: string, missing: string) => string;
  journey: {
    file: string;
    liesIn: string;
    accepted: string;
    id: string;
    address: string;
    page: string;
    stage: string;
    at: string;
    took: string;
    pictures: (number: number) => string;
    answer: string;
    bytes: string;
    warnings: string;
    underWay: string;
    /** What goes on in a stage; `until` is when a delayed one goes on. */
    now: (stage: string, state: Where, until: string) => string;
    sameAs: string;
    takenDown: string;
    failed: string;
    outcomes: Record<'published' | 'duplicate' | 'failed', string>;
    folders: Record<'done' | 'failed' | 'deleted', string>;
  };
  login: { title: string; token: string; hint: string; button: string; wrong: string };
}

const english: Words = {
  title: 'Dashboard',
  skip: 'To the contents',
  nav: { archive: 'Archive', dashboard: 'Dashboard', queues: 'Queues' },
  readOnly: 'to be looked at only',
  logOut: 'Log out',
  offline: 'The connection to Offprint is lost. What you see may be old; it is tried again.',
  stages: {
    ingest: 'Ingest',
    parse: 'Parse',
    images: 'Images',
    metadata: 'Metadata',
    publish: 'Publish',
    catalog: 'Front page',
    rescue: 'Rescue of pictures',
  },
  flow: 'Where the articles are',
  lanes: {
    catalog: 'written anew when articles were published',
    rescue: 'slowly, in web archives, for what could not be had',
  },
  inbox: 'Inbox',
  inArchive: 'Published',
  waiting: 'waiting',
  active: 'active',
  later: 'put off',
  done: 'done',
  perMinute: (number) => `${number} a minute`,
  pauseStage: 'Pause',
  resumeStage: 'Resume',
  held: 'paused',
  storeAway: 'The queue store cannot be asked just now. Offprint goes on when it is back.',
  accounting: 'Accounts',
  accepted: 'accepted',
  published: 'published',
  duplicates: (count) => (count === 1 ? 'duplicate' : 'duplicates'),
  failed: 'failed',
  inFlight: 'under way',
  versions: (number) => `${number} of them as a new version`,
  pace: (perMinute) => `${perMinute} ${perMinute === '1' ? 'article' : 'articles'} a minute`,
  left: (time) => `about ${time} left`,
  allDone: 'All that was accepted has ended.',
  nothingYet: 'Nothing has been accepted yet. Drop saved articles into the inbox, or here.',
  duration: (seconds) => durationIn(seconds, [many('second'), many('minute'), many('hour')]),
  add: 'Add articles',
  addHint: 'Drop saved articles or whole folders here',
  chooseFiles: 'Choose files',
  addresses: 'Addresses of articles, one a line',
  addAddresses: 'Add addresses',
  notTaken: 'Not taken:',
  search: 'What became of an article?',
  searchHint: 'File name, title, address or id',
  searchButton: 'Look it up',
  found: (number, more) => (more ? `The newest ${number} of more` : `${number} found`),
  nothingFound: (text) => `Nothing is known of “${text}”.`,
  failures: 'What failed, and why',
  noFailures: 'Nothing has failed.',
  retry: 'Try again',
  retryThese: (number) => (number === '1' ? 'Try this one again' : `Try these ${number} again`),
  retryAll: 'Try all again',
  next: 'What to do',
  andMore: (number) => `… and ${number} more`,
  recent: 'Published last',
  noRecent: 'Nothing has been published yet.',
  machines: 'Machines',
  machine: 'Machine',
  doesStages: 'Stages',
  allStages: 'all',
  memory: 'Memory',
  since: 'Since',
  noWorkers: 'No worker is alive: nothing moves until one is started.',
  disk: (free, pauseBelow) => `${free} free on the disk; intake pauses below ${pauseBelow}`,
  store: (kind, used) => (used ? `Queue store: ${kind}, ${used}` : `Queue store: ${kind}`),
  pictures: (stored, rescued, missing) =>
    `Pictures: ${stored} stored, ${rescued} rescued, ${missing} missing`,
  journey: {
    file: 'File',
    liesIn: 'now in',
    accepted: 'Accepted',
    id: 'Article',
    address: 'Address',
    page: 'Read it',
    stage: 'Stage',
    at: 'At',
    took: 'Took',
    pictures: (number) => `${number} ${number === 1 ? 'question' : 'questions'} to picture servers`,
    answer: 'Answer',
    bytes: 'Bytes',
    warnings: 'Warnings',
    underWay: 'under way',
    now: (stage, state, until) => {
      if (state === 'active') return `${stage} is at work on it.`;
      if (state === 'delayed') return `It waits for another attempt at ${stage}: ${until}.`;
      if (state === 'held') return `${stage} is paused.`;
      return `It waits for ${stage}.`;
    },
    sameAs: 'The same as',
    takenDown: 'taken down',
    failed: 'failed',
    outcomes: { published: 'published', duplicate: 'duplicate', failed: 'failed' },
    folders: { done: 'done/', failed: 'failed/', deleted: 'the archive only' },
  },
  login: {
    title: 'Log in',
    token: 'Token',
    hint: 'offprint start prints a link that logs you in; the token is its last part.',
    button: 'Log in',
    wrong: 'This is not the token of this Offprint.',
  },
};

const chinese: Words = {
  title: '进度',
  skip: '跳到内容',
  nav: { archive: '存档', dashboard: '进度', queues: '队列' },
  readOnly: '仅供查看',
  logOut: '退出登录',
  offline: '与 Offprint 的连接已中断，所见可能已过时；正在重新连接。',
  stages: {
    ingest: '读取',
    parse: '解析',
    images: '图片',
    metadata: '元数据',
    publish: '发布',
    catalog: '首页',
    rescue: '抢救图片',
  },
  flow: '文章到了哪里',
  lanes: {
    catalog: '文章发布后重新生成',
    rescue: '慢慢地在网页存档中寻找取不到的图片',
  },
  inbox: '收件箱',
  inArchive: '已发布',
  waiting: '等待',
  active: '进行',
  later: '稍后',
  done: '完成',
  perMinute: (number) => `每分钟 ${number}`,
  pauseStage: '暂停',
  resumeStage: '继续',
  held: '已暂停',
  storeAway: '现在无法访问队列存储。恢复后 Offprint 会继续。',
  accounting: '总账',
  accepted: '已收',
  published: '已发布',
  duplicates: () => '重复',
  failed: '失败',
  inFlight: '进行中',
  versions: (number) => `其中 ${number} 篇是新版本`,
  pace: (perMinute) => `每分钟 ${perMinute} 篇`,
  left: (time) => `还需约 ${time}`,
  allDone: '已收的文章全部处理完毕。',
  nothingYet: '还没有收到文章。请把保存的文章放进收件箱，或拖到这里。',
  duration: (seconds) =>
    durationIn(seconds, [
      (count) => `${count} 秒`,
      (count) => `${count} 分钟`,
      (count) => `${count} 小时`,
    ]),
  add: '添加文章',
  addHint: '把保存的文章或整个文件夹拖到这里',
  chooseFiles: '选择文件',
  addresses: '文章的网址，每行一个',
  addAddresses: '添加网址',
  notTaken: '未收下：',
  search: '某篇文章怎么样了？',
  searchHint: '文件名、标题、网址或编号',
  searchButton: '查找',
  found: (number, more) => (more ? `仅列最新 ${number} 篇` : `找到 ${number} 篇`),
  nothingFound: (text) => `没有关于“${text}”的记录。`,
  failures: '失败的文章及原因',
  noFailures: '没有失败的文章。',
  retry: '重试',
  retryThese: (number) => `重试这 ${number} 篇`,
  retryAll: '全部重试',
  next: '怎么办',
  andMore: (number) => `……还有 ${number} 篇`,
  recent: '最近发布',
  noRecent: '还没有发布文章。',
  machines: '机器',
  machine: '机器',
  doesStages: '阶段',
  allStages: '全部',
  memory: '内存',
  since: '开始于',
  noWorkers: '没有工作进程在运行：启动一个之前，什么都不会动。',
  disk: (free, pauseBelow) => `磁盘剩余 ${free}；低于 ${pauseBelow} 时暂停收件`,
  store: (kind, used) => (used ? `队列存储：${kind}，${used}` : `队列存储：${kind}`),
  pictures: (stored, rescued, missing) => `图片：保存 ${stored}，抢救 ${rescued}，缺失 ${missing}`,
  journey: {
    file: '文件',
    liesIn: '现在位于',
    accepted: '收到',
    id: '文章',
    address: '网址',
    page: '阅读',
    stage: '阶段',
    at: '时间',
    took: '用时',
    pictures: (number) => `向图片服务器请求 ${number} 次`,
    answer: '回应',
    bytes: '字节',
    warnings: '提醒',
    underWay: '进行中',
    now: (stage, state, until) => {
      if (state === 'active') return `正在${stage}。`;
      if (state === 'delayed') return `等待再次${stage}：${until}。`;
      if (state === 'held') return `“${stage}”已暂停。`;
      return `等待${stage}。`;
    },
    sameAs: '与此相同',
    takenDown: '已撤下',
    failed: '失败',
    outcomes: { published: '已发布', duplicate: '重复', failed: '失败' },
    folders: { done: 'done/', failed: 'failed/', deleted: '仅在存档中' },
  },
  login: {
    title: '登录',
    token: '令牌',
    hint: 'offprint start 会显示一个登录链接，令牌就是它的最后一段。',
    button: '登录',
    wrong: '令牌不对。',
  },
};

export const words: Record<Language, Words> = { en: english, zh: chinese };

type Unit = (count: string) => string;

function durationIn(seconds: number, [second, minute, hour]: [Unit, Unit, Unit]): string {
  if (seconds < 90) return second(String(Math.round(seconds)));
  if (seconds < 5_400) return minute(String(Math.round(seconds / 60)));
  return hour((seconds / 3_600).toFixed(1));
}

function many(noun: string): Unit {
  return (count) => `${count} ${noun}${count === '1' ? '' : 's'}`;
}
