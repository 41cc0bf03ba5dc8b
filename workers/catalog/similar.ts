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
/** If two differ in at most FAR of 64 bits, one of FAR + 1 parts is the same in both. */
const PARTS = FAR + 1;
const BITS = 64n;
/** A flat or striped picture has hardly a bit that says anything, and is like all others of its kind. */
const TELLING = 8;

/** Groups of two or more contents, each in the order of the hash; the largest first. */
export function similarPictures(pictures: Likeness[]): string[][] {
  const known = new Map(pictures.map(({ sha256, likeness }) => [sha256, BigInt(`0x${likeness}`)]));
  const telling = [...known].filter(([, bits]) => isTelling(bits)).sort();
  const leaders = new Map(telling.map(([sha256]) => [sha256, sha256]));
  for (const bucket of buckets(telling)) joinNear(bucket, leaders);
  const groups = new Map<string, string[]>();
  for (const [sha256] of telling) {
    const leader = leaderOf(sha256, leaders);
    groups.set(leader, [...(groups.get(leader) ?? []), sha256]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .sort((a, b) => b.length - a.length || ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
}

type Known = [sha256: string, bits: bigint];

/** Those that share a part of their bits. */
function buckets(pictures: Known[]): Known[][] {
  const found = new Map<string, Known[]>();
  const size = BITS / BigInt(PARTS);
  for (const picture of pictures) {
    for (let part = 0n; part < BigInt(PARTS); part += 1n) {
      const width = part === BigInt(PARTS) - 1n ? BITS - size * part : size;
      const key = `${part} ${BigInt.asUintN(Number(width), picture[1] >> (size * part))}`;
      const bucket = found.get(key);
      if (bucket) bucket.push(picture);
      else found.set(key, [picture]);
    }
  }
  return [...found.values()].filter((bucket) => bucket.length > 1);
}

function joinNear(bucket: Known[], leaders: Map<string, string>): void {
  for (const [at, [one, bits]] of bucket.entries()) {
    for (const [other, others] of bucket.slice(at + 1)) {
      const [first = '', second = ''] = [leaderOf(one, leaders), leaderOf(other, leaders)].sort();
      if (first !== second && ones(bits ^ others) <= FAR) leaders.set(second, first);
    }
  }
}

function leaderOf(sha256: string, leaders: Map<string, string>): string {
  let leader = sha256;
  for (let next = leaders.get(leader); next && next !== leader; next = leaders.get(leader)) {
    leader = next;
  }
  return leader;
}

function isTelling(bits: bigint): boolean {
  const count = ones(bits);
  return count >= TELLING && count <= Number(BITS) - TELLING;
}

function ones(bits: bigint): number {
  let count = 0;
  for (let rest = bits; rest > 0n; rest &= rest - 1n) count += 1;
  return count;
}
