/**
 * Pictures that are nearly the same: the photograph of an agency in nine outlets, in nine sizes. They
 * are grouped for whoever wants to know; their files stay apart.
 */

export interface Likeness {
  sha256: string;
  /** 64 bits in hex. */
  likeness: string;
}

/** Bits in which two may differ. Of unrelated photographs some 25 of 64 do. */
const FAR = 4;
const BITS = 64;
/** If two differ in at most FAR of 64 bits, one of FAR + 1 parts is the same in both: 4 of 12 bits, and one of 16. */
const PARTS: ((bits: Bits) => number)[] = [
  ({ low }) => low & 0xfff,
  ({ low }) => (low >>> 12) & 0xfff,
  ({ low, high }) => (low >>> 24) | ((high & 0xf) << 8),
  ({ high }) => (high >>> 4) & 0xfff,
  ({ high }) => high >>> 16,
];
/** A flat or striped picture has hardly a bit that says anything, and is like all others of its kind. */
const TELLING = 8;

/** Two numbers of 32 bits: a hundred thousand pictures are compared in a second, with BigInt it takes a minute. */
interface Bits {
  low: number;
  high: number;
}

/** Groups of two or more contents, each in the order of the hash; the largest first. */
export function similarPictures(pictures: Likeness[]): string[][] {
  const byLikeness = new Map<string, Set<string>>();
  for (const { sha256, likeness } of pictures) {
    const alike = byLikeness.get(likeness);
    if (alike) alike.add(sha256);
    else byLikeness.set(likeness, new Set([sha256]));
  }
  const telling = [...byLikeness]
    .map(([likeness, alike]) => ({ alike, bits: bitsOf(likeness) }))
    .filter(({ bits }) => isTelling(bits));
  const bits = telling.map((one) => one.bits);
  const leaders = telling.map((_, at) => at);
  for (const part of PARTS)
    for (const bucket of buckets(bits, part)) joinNear(bucket, bits, leaders);
  const groups = new Map<number, string[]>();
  for (const [at, { alike }] of telling.entries()) {
    const leader = leaderOf(at, leaders);
    const group = groups.get(leader);
    if (group) group.push(...alike);
    else groups.set(leader, [...alike]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => group.sort())
    .sort((a, b) => b.length - a.length || ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
}

/** The positions of those that have this part of their bits in common. */
function buckets(all: Bits[], part: (bits: Bits) => number): number[][] {
  const found = new Map<number, number[]>();
  for (const [at, bits] of all.entries()) {
    const bucket = found.get(part(bits));
    if (bucket) bucket.push(at);
    else found.set(part(bits), [at]);
  }
  return [...found.values()];
}

function joinNear(bucket: number[], all: Bits[], leaders: number[]): void {
  for (let first = 0; first < bucket.length; first += 1) {
    for (let second = first + 1; second < bucket.length; second += 1) {
      const [one = 0, other = 0] = [bucket[first], bucket[second]];
      if (!areNear(all[one], all[other])) continue;
      const [leader, follower] = [leaderOf(one, leaders), leaderOf(other, leaders)];
      leaders[Math.max(leader, follower)] = Math.min(leader, follower);
    }
  }
}

function leaderOf(picture: number, leaders: number[]): number {
  let at = picture;
  for (let next = leaders[at] ?? at; next !== at; next = leaders[at] ?? at) {
    // Whoever comes this way again has half of it before him.
    leaders[at] = leaders[next] ?? next;
    at = next;
  }
  return at;
}

function areNear(one?: Bits, other?: Bits): boolean {
  if (!one || !other) return false;
  const low = ones(one.low ^ other.low);
  return low <= FAR && low + ones(one.high ^ other.high) <= FAR;
}

function bitsOf(likeness: string): Bits {
  return {
    low: Number.parseInt(likeness.slice(-8), 16),
    high: Number.parseInt(likeness.slice(0, -8), 16),
  };
}

function isTelling({ low, high }: Bits): boolean {
  const count = ones(low) + ones(high);
  return count >= TELLING && count <= BITS - TELLING;
}

/** How many of 32 bits are set: they are summed in pairs, fours and bytes. */
function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  const bytes = (fours + (fours >>> 4)) & 0x0f0f0f0f;
  return Math.imul(bytes, 0x01010101) >>> 24;
}
