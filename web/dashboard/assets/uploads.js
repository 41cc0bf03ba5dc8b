/**
 * How dropped files become requests. A page and the folder of its pictures must not be parted: with
 * seconds between them it would be published without. So files that belong together go in one request.
 */

/** Files and bytes of a request where nothing belongs together; bytes of one where something does. */
const LOOSE = { files: 20, bytes: 20_000_000 };
const MOST_BYTES = 95_000_000;
const COMPANIONS = /^(.*?[^/]*)[_.]files(\/|$)/i;
const PICTURE = /\.(jpe?g|png|gif|webp|avif|svg|bmp|tiff?|heic)$/i;

/**
 * @param files `[{file, folder}]`, `folder` with `/`, '' for none.
 * @returns lists of them, one for each request: pictures first, pages last.
 */
export function requestsFor(files) {
  const belongs = files.some(
    ({ file, folder }) => COMPANIONS.test(folder) || PICTURE.test(file.name),
  );
  if (!belongs)
    return pack(
      files.map((one) => [one]),
      LOOSE.bytes,
      LOOSE.files,
    );
  return pack(units(files), MOST_BYTES, Number.POSITIVE_INFINITY).map(pagesLast);
}

/** Each page with the folder beside it; loose pictures with the first page of their uppermost folder. */
function units(files) {
  const byName = new Map();
  const top = ({ folder }) => folder.split('/')[0];
  const firstOf = new Map();
  const isLoose = (one) => PICTURE.test(one.file.name) && !COMPANIONS.test(one.folder);
  for (const one of files.filter((each) => !isLoose(each))) {
    const path = [one.folder, one.file.name.replace(/\.[^.]+$/, '')].filter(Boolean).join('/');
    const name = COMPANIONS.exec(one.folder)?.[1] ?? path;
    byName.set(name, [...(byName.get(name) ?? []), one]);
    if (!firstOf.has(top(one))) firstOf.set(top(one), name);
  }
  for (const one of files.filter(isLoose)) {
    const name = firstOf.get(top(one)) ?? '';
    byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  return [...byName.values()];
}

/** As many units in a request as fit; one that is too large alone is sent, and refused with a reason. */
function pack(all, mostBytes, mostFiles) {
  const packed = [];
  let [bytes, count] = [0, 0];
  for (const unit of all) {
    const size = unit.reduce((sum, { file }) => sum + file.size, 0);
    const fits = packed.length > 0 && bytes + size <= mostBytes && count + unit.length <= mostFiles;
    if (!fits) {
      packed.push([]);
      [bytes, count] = [0, 0];
    }
    packed.at(-1).push(...unit);
    bytes += size;
    count += unit.length;
  }
  return packed;
}

function pagesLast(request) {
  const isPage = ({ file, folder }) => !COMPANIONS.test(folder) && !PICTURE.test(file.name);
  return [...request.filter((one) => !isPage(one)), ...request.filter(isPage)];
}

/** All files of a dropped folder; the folders below it are collections. */
export async function filesIn(entry, folder = '', isTop = true) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, folder }];
  }
  // A folder of pictures that is dropped beside its page keeps its name, or nobody would know it.
  const keepsName = !isTop || COMPANIONS.test(entry.name);
  const below = keepsName ? [folder, entry.name].filter(Boolean).join('/') : '';
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    for (const one of some) found.push(...(await filesIn(one, below, false)));
  }
}
