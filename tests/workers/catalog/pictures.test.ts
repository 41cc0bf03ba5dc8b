import { expect, it } from 'vitest';
import { picturesOf, tallyPictures } from '../../../workers/catalog/pictures.ts';
import { articleRecord, missingPicture, picture } from '../publish/records.ts';

it('counts what has become of pictures, by reason and by the host of their publisher', () => {
  const missing = (source: string, reason = 'E_HTTP_404') => missingPicture({ source, reason });
  const pictures = picturesOf(
    articleRecord({
      url: 'https://news.test/2020/story',
      pictures: [
        picture(),
        picture({ status: 'rescued' }),
        missing('https://img.test/a.jpg'),
        missing('https://images.weserv.nl/?url=img.test/b.jpg'),
        missing('https://img.test/c.jpg', 'E_TIMEOUT'),
        missing('/own.jpg'),
        missing('data:image/gif;base64,x', 'E_URL_INVALID'),
      ],
    }),
  );
  expect(tallyPictures([{ pictures }, { pictures: [] }])).toEqual({
    stored: 1,
    rescued: 1,
    missing: 5,
    reasons: [
      { code: 'E_HTTP_404', host: 'img.test', count: 2 },
      { code: 'E_HTTP_404', host: 'news.test', count: 1 },
      { code: 'E_TIMEOUT', host: 'img.test', count: 1 },
      { code: 'E_URL_INVALID', host: null, count: 1 },
    ],
  });
});
