import { describe, expect, it } from 'vitest';
import { read } from '../../../workers/ingest/read.ts';

const readText = (text: string) =>
  read({ bytes: Buffer.from(text), name: 'note.txt', url: null, charset: null });

describe('plain text', () => {
  it('takes a short first line that is no sentence for the title, and out of the text', async () => {
    const found = await readText('The tide table\n\nHigh water is at noon.\n\nLow water follows.');
    expect(found).toMatchObject({
      title: 'The tide table',
      html: '<p>High water is at noon.</p>\n<p>Low water follows.</p>',
    });
  });

  it.each([
    ['a sentence', '渡轮今天停航。\n\n明天照常。'],
    ['a long line', `${'The ferry '.repeat(20)}\n\nIt is late.`],
    ['the only line', 'The tide table'],
  ])('leaves %s in the text', async (_, text) => {
    expect(await readText(text)).toMatchObject({ title: null });
  });
});
