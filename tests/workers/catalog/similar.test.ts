import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { similarPictures } from '../../../workers/catalog/similar.ts';

const BASE = 0x3c5a96f00ff1234dn;
const picture = (sha256: string, bits: bigint) => ({
  sha256,
  likeness: BigInt.asUintN(64, bits).toString(16).padStart(16, '0'),
});
/** With these bits turned round. */
const turned = (...bits: bigint[]) => bits.reduce((all, bit) => all ^ (1n << bit), BASE);

describe('similar pictures', () => {
  it('are those in which few bits differ, wherever these are', () => {
    const groups = similarPictures([
      picture('c', turned(0n, 63n, 30n, 12n)),
      picture('a', BASE),
      picture('far', turned(0n, 1n, 2n, 3n, 40n, 41n, 42n, 60n, 61n)),
      picture('b', turned(5n)),
    ]);
    expect(groups).toEqual([['a', 'b', 'c']]);
  });

  it('are grouped over others that stand between them, the largest group first', () => {
    const other = ~BASE;
    const groups = similarPictures([
      picture('x', other),
      picture('y', other),
      picture('a', BASE),
      picture('b', turned(0n, 1n, 2n, 3n)),
      picture('c', turned(0n, 1n, 2n, 3n, 20n, 21n, 22n)),
    ]);
    expect(groups).toEqual([
      ['a', 'b', 'c'],
      ['x', 'y'],
    ]);
  });

  it('are never pictures that show nothing, nor one picture alone', () => {
    expect(similarPictures([picture('a', 0n), picture('b', 0n), picture('c', 3n)])).toEqual([]);
    expect(similarPictures([picture('a', BASE), picture('a', BASE)])).toEqual([]);
  });

  it('are grouped where a hundred thousand are the same', () => {
    const same = Array.from({ length: 100_000 }, (_, at) => picture(`${at}`, BASE));
    expect(similarPictures(same)[0]?.length).toBe(100_000);
  });

  it('are found as by comparing each with each', () => {
    const near = fc.array(fc.bigInt(0n, 63n), { maxLength: 7 }).map((bits) => turned(...bits));
    fc.assert(
      fc.property(fc.array(near, { maxLength: 12 }), (all) => {
        const pictures = all.map((bits, n) => picture(String(n).padStart(2, '0'), bits));
        const together = new Set(similarPictures(pictures).flat());
        const ones = (bits: bigint) => [...bits.toString(2)].filter((bit) => bit === '1').length;
        for (const [n, bits] of all.entries()) {
          const isNear = all.some((other, m) => m !== n && ones(bits ^ other) <= 4);
          expect(together.has(String(n).padStart(2, '0'))).toBe(isNear);
        }
      }),
    );
  });
});
