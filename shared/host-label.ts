/**
 * Which hosts have a label of their own. Articles name any number of hosts, and each label costs a
 * dozen series for ever, so only the first twenty that are asked often get one; all others share
 * `other`. A host asked once never takes a place.
 */

export const OTHER = 'other';

/** Labels there are, and visits until a host may have one. */
const MOST_LABELS = 20;
const VISITS = 10;
/** Hosts whose visits are counted at once. */
const MOST_COUNTED = 1_000;

export class HostLabels {
  readonly #labelled = new Set<string>();
  readonly #visits = new Map<string, number>();

  /** Counts one visit. */
  labelOf(host: string): string {
    if (this.#labelled.has(host)) return host;
    if (this.#labelled.size === MOST_LABELS) return OTHER;
    const visits = (this.#visits.get(host) ?? 0) + 1;
    if (visits >= VISITS) {
      this.#visits.delete(host);
      this.#labelled.add(host);
      return host;
    }
    // The count begins anew when there are too many: who is busy comes back soon.
    if (this.#visits.size === MOST_COUNTED && visits === 1) this.#visits.clear();
    this.#visits.set(host, visits);
    return OTHER;
  }
}
