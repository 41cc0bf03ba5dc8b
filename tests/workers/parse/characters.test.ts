import { describe, expect, it } from 'vitest';
import { plain, visible } from '../../../workers/parse/characters.ts';
import { body } from './article.ts';

describe('visible', () => {
  it('drops controls, zero-width characters and bidi overrides', () => {
    expect(visible('a\u0000\u0007b\u007f\u0085c\u200b\u202ed\u2066e\ufefff\u00adg')).toBe(
      'abcdefg',
    );
  });

  it('keeps the joiners that spell a script or an emoji, and no others', () => {
    expect(visible('👨‍⚕️ می‌خواهم क्‍ष')).toBe('👨‍⚕️ می‌خواهم क्‍ष');
    expect(visible('港\u200d口\u200c')).toBe('港口');
  });

  it('keeps a character that was lost already', () => {
    expect(visible('沈\ufffds')).toBe('沈\ufffds');
  });
});

describe('plain', () => {
  it('is one line', () => {
    expect(plain(' a\n\u00a0 b\u3000\u200b ')).toBe('a b');
  });
});

describe('spaces', () => {
  it.each([
    ['indents go', '<p>　　港口。&nbsp;&nbsp;</p>', '<p>港口。</p>'],
    ['runs become one', '<p>a \t  b</p>', '<p>a b</p>'],
    ['an ideographic space inside a line stays', '<p>港　口</p>', '<p>港　口</p>'],
    [
      'a line break is none between Chinese characters',
      '<p>\n  港口\n  <b>\n   复航\n  </b>\n  。\n</p>',
      '<p>港口<strong>复航</strong>。</p>',
    ],
    ['a line break is one between words', '<p>the\n  ferry</p>', '<p>the ferry</p>'],
    [
      'a line break is none inside brackets',
      '<p>it (\n <i>\n two\n </i>\n ) , too</p>',
      '<p>it (<em>two</em>) , too</p>',
    ],
  ])('%s', async (_, html, clean) => {
    expect(await body(html)).toBe(clean);
  });
});
