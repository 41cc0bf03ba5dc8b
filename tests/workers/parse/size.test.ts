import { expect, it } from 'vitest';
import { parsed } from './article.ts';

it('refuses what grows beyond all measure when it is written as HTML', async () => {
  // Six characters each, `&nbsp;`, where the source has two bytes.
  const html = `<p>The ferry runs again.${'\u00a0'.repeat(3_600_000)}</p>`;
  await expect(parsed(html)).rejects.toMatchObject({
    code: 'E_TOO_LARGE',
    message: 'Written as HTML the text has 21 MB; an article has at most 20 MB.',
  });
});

it('takes a text of megabytes', async () => {
  const { body } = await parsed(`<p>${'渡轮'.repeat(300_000)}</p>`);
  expect(body).toHaveLength(600_007);
});
