import { describe, expect, it } from 'vitest';
import { body, LONG } from './article.ts';

const EMPTY = '<p>&nbsp;</p>';
const lines = (...texts: string[]) => texts.map((text) => `<p>${text}</p>`).join('');
const POEM =
  lines('渡轮像一封迟到的信', '绕过整个冬天') + EMPTY + lines('码头上没有人', '等它靠岸');

describe('verse saved as a paragraph a line', () => {
  it('keeps its stanzas, which empty paragraphs part', async () => {
    expect(await body(LONG + EMPTY + POEM + EMPTY + LONG)).toBe(
      `${LONG}<p>渡轮像一封迟到的信<br>绕过整个冬天</p><p>码头上没有人<br>等它靠岸</p>${LONG}`,
    );
  });

  it.each([
    ['two short lines alone', lines('港口', '七月')],
    ['lines that nothing parts from the text', LONG + lines('一', '二', '三', '四')],
    ['a dialogue', lines('你来了吗？', '我来了。', '船呢？', '船也来了。')],
    ['prose', lines('港口办公室说，'.repeat(6), '渡轮每天开三班，'.repeat(6)).repeat(2)],
    [
      'lines in bold, which are headings',
      lines('<b>一</b>', '<b>二</b>', '<b>三</b>', '<b>四</b>'),
    ],
  ])('is not %s', async (_, html) => {
    expect(await body(LONG + EMPTY + html + EMPTY + LONG)).not.toContain('<br>');
  });
});
