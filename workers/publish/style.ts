/**
 * How pages look: one style in the page itself, so that nothing has to be
 * fetched. System fonts only; Chinese text gets its own stacks, leading and
 * measure, for each script by `lang`. The policy allows this very text by hash.
 */
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';

const colours = `
:root{color-scheme:light dark;--ink:#1d1b18;--soft:#5f594f;--paper:#fdfcf9;--panel:#f3f0e9;--line:#dcd6ca;--link:#0b5394}
@media (prefers-color-scheme:dark){:root{--ink:#e6e2d9;--soft:#a8a195;--paper:#171614;--panel:#22201d;--line:#3a3732;--link:#8ab8ea}}`;

const letters = `
:root{--serif:"Iowan Old Style","Charter","Source Serif 4","Georgia","Noto Serif",serif;--sans:system-ui,-apple-system,"Segoe UI","Noto Sans",sans-serif}
:lang(zh){--serif:"Charter","Georgia","Songti SC","Source Han Serif SC","Noto Serif CJK SC","Noto Serif SC","Microsoft YaHei",serif;--sans:system-ui,-apple-system,"PingFang SC","Source Han Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif}
:lang(zh-Hant){--serif:"Charter","Georgia","Songti TC","Source Han Serif TC","Noto Serif CJK TC","Noto Serif TC","Microsoft JhengHei",serif;--sans:system-ui,-apple-system,"PingFang TC","Source Han Sans TC","Noto Sans CJK TC","Microsoft JhengHei",sans-serif}
:lang(ja){--serif:"Charter","Georgia","Hiragino Mincho ProN","Source Han Serif","Noto Serif CJK JP","Yu Mincho",serif;--sans:system-ui,-apple-system,"Hiragino Sans","Noto Sans CJK JP","Yu Gothic",sans-serif}
html{font:1.125rem/1.6 var(--serif);background:var(--paper);color:var(--ink);text-size-adjust:100%;text-autospace:normal;overflow-wrap:break-word}
:where(:lang(zh),:lang(ja)){line-height:1.8;line-break:strict;text-spacing-trim:trim-start;hanging-punctuation:allow-end}
nav,footer,figcaption,.caption,.by,.facts,.missing,.notice,.day,.meta{font-family:var(--sans)}`;

const frame = `
*{box-sizing:border-box}
body{margin:0}
.skip{position:absolute;left:-999rem;padding:.5rem 1rem;background:var(--paper)}
.skip:focus{left:0;top:0}
.top,main,.foot{max-width:40rem;margin:0 auto;padding:0 1rem}
.top{padding-top:1rem;padding-bottom:1rem;font-size:.85rem}
.foot{margin-top:3rem;padding-bottom:3rem;font-size:.85rem;line-height:1.6;color:var(--soft)}
a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:.06em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
h1{font-size:clamp(1.6rem,1.2rem + 2vw,2.2rem);line-height:1.3;margin:.4rem 0 .8rem;text-wrap:balance}
.meta{font-size:.9rem;color:var(--soft);margin:0}
.by{font-size:.95rem;margin:.3rem 0}
.standfirst{font-size:1.15rem;color:var(--soft);margin:1rem 0}
.notice{font-size:.9rem;padding:.6rem 1rem;background:var(--panel);border-left:.25rem solid var(--line);margin:1rem 0}`;

const article = `
.text{margin-top:1.6rem}
.text p{margin:0 0 1.1em;text-wrap:pretty}
.text h2,.text h3,.text h4,.text h5,.text h6{line-height:1.35;margin:1.8em 0 .6em}
.text h2{font-size:1.35rem}.text h3{font-size:1.2rem}.text h4,.text h5,.text h6{font-size:1.05rem}
.text blockquote{margin:1.4em 0;padding-left:1.2em;border-left:.2rem solid var(--line);color:var(--soft)}
.text pre{overflow-x:auto;padding:1em;background:var(--panel);font-size:.85em}
.text table{display:block;overflow-x:auto;border-collapse:collapse;font-size:.9em}
.text table,.text ul,.text ol,.text dl{margin:1.4em 0}
.text td,.text th{border:1px solid var(--line);padding:.4em .6em;text-align:left;vertical-align:top}
.text li{margin:.3em 0}
.text hr{border:0;border-top:1px solid var(--line);margin:2em 0}
figure{margin:1.8em 0}
img{display:block;max-width:100%;height:auto;margin:0 auto;background:var(--panel)}
span.picture{display:inline-block;max-width:100%}
figcaption,.caption{display:block;font-size:.85rem;line-height:1.5;color:var(--soft);margin-top:.5em}
.missing{display:block;font-size:.85rem;line-height:1.5;padding:1em;border:1px dashed var(--line);color:var(--soft)}
.missing i{font-style:normal;color:var(--ink)}`;

const below = `
.foot h2{font-size:1rem;color:var(--ink);margin:2rem 0 .6rem}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:0}
.facts dt{color:var(--soft)}.facts dd{margin:0;color:var(--ink);overflow-wrap:anywhere}
.foot ul{margin:0;padding-left:1.2em}`;

const front = `
.front{padding-bottom:3rem}.front h1{margin:1.5rem 0 .2rem}
.day{font-size:.95rem;color:var(--soft);margin:2.4rem 0 .4rem;padding-bottom:.3rem;border-bottom:1px solid var(--line)}
.entry{display:grid;grid-template-columns:1fr;gap:1rem;padding:1.1rem 0;border-bottom:1px solid var(--line)}
.entry.pictured{grid-template-columns:1fr 10rem}
.entry h3{font-size:1.2rem;line-height:1.4;margin:.1rem 0 .3rem}
.entry h3 a{color:var(--ink);text-decoration:none}.entry h3 a:hover{text-decoration:underline}
.entry p{margin:0}
.entry .excerpt{font-size:.95rem;line-height:1.6;color:var(--soft);display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
.entry img{width:10rem;height:7rem;object-fit:cover}`;

const media = `
@media (max-width:36rem){html{font-size:1.0625rem}.entry.pictured{grid-template-columns:1fr 6rem}.entry img{width:6rem;height:5rem}.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:.5rem}}
@media print{:root{--ink:#000;--soft:#333;--paper:#fff;--panel:#fff;--line:#999;--link:#000}html{font-size:10.5pt}.top,.skip,.formats{display:none}.top,main,.foot{max-width:none;padding:0}figure,.entry{break-inside:avoid}h1,h2,h3{break-after:avoid}.text a{text-decoration:none}}`;

const style = [colours, letters, frame, article, below, front, media].join('').trim();
const hash = createHash('sha256').update(style).digest('base64');

/**
 * `file:` stands beside `'self'` for browsers that take every file on a disk for an origin of
 * its own (Chromium does not). Over http it allows nothing: browsers refuse file: there.
 */
const policy = `default-src 'none'; img-src 'self' file:; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;

/** What every page has in its head before its own. */
export function commonHead() {
  return html`<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${raw(style)}</style>`;
}
