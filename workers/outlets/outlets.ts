/** Every outlet that has a file of its own, and which of them a URL belongs to. */
import { allNow } from './allnow.ts';
import { bbc } from './bbc.ts';
import { chinaDigitalTimes } from './china-digital-times.ts';
import { chinaFile } from './chinafile.ts';
import { dw } from './dw.ts';
import { ftChinese } from './ft-chinese.ts';
import { iYouPort } from './iyouport.ts';
import { neist } from './neist.ts';
import { nytChinese } from './nyt-chinese.ts';
import type { Outlet } from './outlet.ts';
import { paopao } from './paopao.ts';
import { reutersChinese } from './reuters-chinese.ts';
import { rfa } from './rfa.ts';
import { rfi } from './rfi.ts';
import { voa } from './voa.ts';

export const outlets: Outlet[] = [
  allNow,
  bbc,
  chinaDigitalTimes,
  chinaFile,
  dw,
  ftChinese,
  iYouPort,
  neist,
  nytChinese,
  paopao,
  reutersChinese,
  rfa,
  rfi,
  voa,
];

/** The outlet by host and, where editions share a host, by path; null for all others. */
export function outletFor(url: string | null): Outlet | null {
  if (url === null || !URL.canParse(url)) return null;
  const { hostname, pathname } = new URL(url);
  const isOf = ({ hosts, paths }: Outlet) =>
    hosts.some((host) => matches(host, hostname)) && (paths?.test(pathname) ?? true);
  return outlets.find(isOf) ?? null;
}

function matches(host: string, hostname: string): boolean {
  return host.startsWith('.')
    ? hostname.endsWith(host) || hostname === host.slice(1)
    : hostname === host;
}
