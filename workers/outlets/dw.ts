/** 德国之声. A gallery (`相关图集：…`) is the outlet's own text and pictures, and stays. */
import type { Outlet } from './outlet.ts';

export const dw: Outlet = {
  name: '德国之声',
  hosts: ['.dw.com'],
  paths: /^\/+zh\//,
  furniture: [
    // Below a portrait that the feed leaves out.
    /^本文作者$/,
    /^©\s*\d{4}\s*年\s*德国之声版权声明：/,
    /^德国之声致力于为您提供客观中立的新闻报[道导]/,
    /^摘编自其[他它]媒体.*不代表德国之声.{0,8}观点。?$/,
  ],
  // 张平/凝练（美联社） · 乐然（综合报道）
  bylines: [
    /^[\p{Script=Han}·]{2,6}(?:\s?[/／、]\s?[\p{Script=Han}·]{2,6})*\s*[（(][^（）()]*(?:社|报[道导]|台)[^（）()]*[）)]$/u,
  ],
  captions: [{ around: 'div:has(> img + b), div:has(> img + br + b)' }],
};
