/** 纽约时报中文网. The link to the English original is kept among the related articles. */
import type { Outlet } from './outlet.ts';

export const nytChinese: Outlet = {
  name: '纽约时报中文网',
  hosts: ['cn.nytimes.com', 'm.cn.nytimes.com', 'cn.nytstyle.com'],
  zone: 'Asia/Shanghai',
  junk: ['[class*="trc_"]', '[id^="taboola"]'],
  furniture: [/^（欢迎点击此处订阅.*）$/, /^感谢阅读今天的简报，新读者请点击此处订阅/],
  bylines: [/^翻译：\S.{0,30}$/],
  related: ['a:contains("点击查看本文英文版")'],
};
