/** What somebody may have meant who mistyped a name. */

/** Letters that may be wrong, missing, too many or swapped with the next: one in four, three at most. */
const MOST = 3;

/** The nearest candidate, the first of equals; undefined where none is near. */
export function similar(name: string, candidates: readonly string[]): string | undefined {
  let best: { candidate?: string; edits: number } = {
    edits: Math.min(MOST, Math.ceil(name.length / 4)) + 1,
  };
  for (const candidate of candidates) {
    const edits = distance(name, candidate);
    if (edits < best.edits) best = { candidate, edits };
  }
  return best.candidate;
}

/** Optimal string alignment: insertions, deletions, substitutions, and swaps of neighbours. */
function distance(a: string, b: string): number {
  let [older, before]: [number[], number[]] = [
    [],
    Array.from({ length: b.length + 1 }, (_, j) => j),
  ];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const edits = [at(before, j) + 1, at(row, j - 1) + 1, at(before, j - 1) + cost];
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped && i > 1 && j > 1) edits.push(at(older, j - 2) + 1);
      row.push(Math.min(...edits));
    }
    [older, before] = [before, row];
  }
  return at(before, b.length);
}

function at(row: number[], place: number): number {
  return row[place] ?? Number.POSITIVE_INFINITY;
}
