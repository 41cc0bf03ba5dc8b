/** What lies behind `OFFPRINT_ARCHIVE` and `OFFPRINT_STATE`: a folder, or `s3://BUCKET/PREFIX`. */
import { DiskStorage, type Storage } from './storage.ts';
import { openS3, parseS3 } from './storage-s3.ts';

/** @param marker the key of a file without which a folder is a disk that is not mounted (DiskStorage). */
export async function openStorage(place: string, marker: string | null = null): Promise<Storage> {
  const s3 = parseS3(place);
  return s3 ? openS3(s3) : new DiskStorage(place, { marker });
}
