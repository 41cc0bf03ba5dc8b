import { describe, expect, it } from 'vitest';
import { labelsFor } from '../../../workers/parse/labels.ts';
import { pageOfPlayer } from '../../../workers/parse/players.ts';
import { body, LONG, parsed } from './article.ts';

const beyond = async (html: string) => (await body(LONG + html)).slice(LONG.length);

describe('embeds', () => {
  it('become links with a label in the language of the article', async () => {
    const player =
      '<iframe src="//www.youtube.com/embed/AbCdEfGhIjK?rel=0" title="Docking"></iframe>';
    const href = 'https://www.youtube.com/watch?v=AbCdEfGhIjK';

    expect(await beyond(player)).toBe(`<p><a href="${href}">Video: Docking</a></p>`);
    expect(await body(`<p>渡轮从周一起复航，这个时刻表是新的。</p>${player}`)).toContain(
      '>视频：Docking</a>',
    );
    expect(await body(`<p>渡輪從週一起復航，這個時刻表是新的。</p>${player}`)).toContain(
      '>影片：Docking</a>',
    );
  });

  it('of a video show its poster, and take the caption below for their name', async () => {
    const { body: clean, pictures } = await parsed(
      `${LONG}<video poster="https://n.test/p.jpg"><source src="https://n.test/v.mp4"></video><div><small>Docking</small></div>`,
    );

    expect(pictures[0]?.candidates).toEqual(['https://n.test/p.jpg']);
    expect(clean.slice(LONG.length)).toBe(
      '<figure><img data-picture="0"></figure><p><a href="https://n.test/v.mp4">Video: Docking</a></p>',
    );
  });

  it('of sound, of posts and of anything else are told apart', async () => {
    expect(await beyond('<audio src="https://n.test/a.mp3"></audio>')).toContain('Audio: n.test');
    expect(
      await beyond(
        '<iframe src="https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fpier%2Fposts%2F1"></iframe>',
      ),
    ).toBe('<p><a href="https://www.facebook.com/pier/posts/1">Post: facebook.com</a></p>');
    expect(await beyond('<iframe src="https://maps.test/?x=1"></iframe>')).toContain(
      'Embedded content: maps.test',
    );
  });

  it('that are advertisements, or lead nowhere, are gone', async () => {
    for (const html of [
      '<iframe src="https://securepubads.g.doubleclick.net/x"></iframe>',
      '<iframe src="https://www.facebook.com/plugins/like.php?href=x"></iframe>',
      '<iframe src="javascript:alert(1)"></iframe>',
      '<iframe></iframe><video></video><div data-iframe="&lt;p&gt;"></div>',
    ]) {
      expect(await beyond(html)).toBe('');
    }
  });

  it('are not repeated where the text links to them right beside', async () => {
    const link = '<p><a href="https://www.youtube.com/watch?v=AbCdEfGhIjK">Watch</a></p>';

    expect(
      await beyond(`${link}<iframe src="https://www.youtube.com/embed/AbCdEfGhIjK"></iframe>`),
    ).toBe(link);
  });

  it('of a tweet keep its words', async () => {
    const tweet =
      '<blockquote class="twitter-tweet"><p lang="en">It is back</p>&mdash; Pier (@pier) <a href="https://twitter.com/pier/status/1">July 7</a></blockquote><script async src="https://platform.twitter.com/widgets.js"></script>';

    expect(await beyond(tweet)).toBe(
      '<blockquote><p>It is back</p><p>— Pier (@pier) <a href="https://twitter.com/pier/status/1">July 7</a></p></blockquote>',
    );
  });
});

describe('pageOfPlayer', () => {
  it.each([
    [
      'https://www.youtube-nocookie.com/embed/AbCdEfGhIjK',
      'https://www.youtube.com/watch?v=AbCdEfGhIjK',
    ],
    [
      'https://www.youtube.com/embed/videoseries?list=PL1',
      'https://www.youtube.com/playlist?list=PL1',
    ],
    ['https://player.vimeo.com/video/12?h=1', 'https://vimeo.com/12'],
    [
      'https://player.bilibili.com/player.html?bvid=BV1x&page=1',
      'https://www.bilibili.com/video/BV1x',
    ],
    ['https://w.soundcloud.com/player/?url=https%3A//api.test/1', 'https://api.test/1'],
    [
      'https://www.facebook.com/plugins/video.php?href=javascript:alert(1)',
      'https://www.facebook.com/plugins/video.php?href=javascript:alert(1)',
    ],
    ['https://other.test/embed/1', 'https://other.test/embed/1'],
  ])('%s', (player, page) => {
    expect(pageOfPlayer(player)).toBe(page);
  });
});

describe('labelsFor', () => {
  it('speaks English to an English article that names people in Chinese', () => {
    expect(labelsFor('The captain, 王五, and the mate, 赵六, said it runs again.').video).toBe(
      'Video',
    );
  });
});
