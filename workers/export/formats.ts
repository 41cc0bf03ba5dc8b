/** The formats of `offprint export`, by the extension of the file. To add one, add a row and a file. */
import type { Storage } from '../../shared/storage.ts';
import { epub } from './epub.ts';
import type { Format } from './format.ts';
import { jsonl } from './jsonl.ts';
import { wacz } from './wacz.ts';
import { zip } from './zip.ts';

export type OpenFormat = (archive: Storage) => Format;

const formats: ReadonlyMap<string, OpenFormat> = new Map([
  ['.zip', zip],
  ['.epub', epub],
  ['.wacz', wacz],
  ['.jsonl', jsonl],
]);

/** As sentences list them. */
export const extensions = [...formats.keys()].join(', ');

/** null where no format has the extension of this name. */
export function formatOf(name: string): OpenFormat | null {
  const extension = /\.[^./\\]+$/.exec(name)?.[0].toLowerCase() ?? '';
  return formats.get(extension) ?? null;
}
