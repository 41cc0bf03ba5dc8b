/** ChinaFile, a Drupal site read through a feed. */
import type { Outlet } from './outlet.ts';

export const chinaFile: Outlet = {
  name: 'ChinaFile',
  hosts: ['.chinafile.com'],
  captions: [{ around: '.views-row', caption: '.photo-caption', credit: '.photo-credit' }],
};
