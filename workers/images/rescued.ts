/** Pictures that the slow lane found in a web archive: `state/pictures/rescued/`, by their own address. */
import { z } from 'zod';
import { Sha256 } from '../../shared/article.ts';
import { sha256Of, shelf } from './results.ts';

const RescuedPicture = z.object({
  /** Where it was found. */
  address: z.string(),
  /** When the archive had saved it, ISO 8601. */
  archived: z.string(),
  sha256: Sha256,
  path: z.string(),
  bytes: z.int(),
});

export const rescuedPictures = shelf(RescuedPicture, (candidate) => {
  const hash = sha256Of(candidate);
  return `pictures/rescued/${hash.slice(0, 2)}/${hash}.json`;
});
