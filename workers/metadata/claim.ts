/**
 * How every field is found: an ordered list of sources, each of which claims
 * values with the name of its rule; the first claim that is valid wins.
 */
import type { Fact } from '../../shared/article.ts';
import { type Clues, factsOf } from './clues.ts';

export interface Claim {
  value: string;
  /** Goes into the record's `provenance`. */
  rule: string;
  /** 0 to 1: how often such a claim is right, by the measurements in extraction.md 5 and 7. */
  confidence: number;
}

export type Source = (clues: Clues) => Claim[];

export interface Found<T> {
  value: T;
  rule: string;
  confidence: number;
}

/** `accept` gives the value in its final shape, or null for a claim that cannot be right. */
export function firstValid<T>(
  sources: Source[],
  clues: Clues,
  accept: (claim: Claim) => T | null,
): Found<T> | null {
  for (const source of sources) {
    for (const claim of source(clues)) {
      const value = accept(claim);
      if (value !== null) return { value, rule: claim.rule, confidence: claim.confidence };
    }
  }
  return null;
}

export function claims(
  rule: string,
  confidence: number,
  values: readonly (string | null | undefined)[],
): Claim[] {
  return values
    .filter((value) => typeof value === 'string' && value.trim() !== '')
    .map((value) => ({ value: String(value), rule, confidence }));
}

/** What a page's markup claims of a field, in the order of its strength. */
export function factClaims(field: Fact['field']): Source {
  return (clues) =>
    factsOf(clues, field).map(({ value, rule }) => ({ value, rule, confidence: trust(rule) }));
}

function trust(rule: string): number {
  const [, confidence] = TRUST.find(([prefix]) => rule.startsWith(prefix)) ?? ['', 0.6];
  return confidence;
}

const TRUST: [prefix: string, confidence: number][] = [
  ['json-ld', 0.9],
  ['og:', 0.85],
  ['article:', 0.85],
  ['meta:', 0.8],
  ['h1', 0.75],
  ['time', 0.7],
  ['title', 0.6],
];
