/** Receipts as the inbox process leaves them, for tests that only look at them. */
import { createHash } from 'node:crypto';
import type { End, Receipt } from '../../queues/receipts.ts';
import { codes } from '../../shared/codes.ts';

export interface Sketched {
  file: string;
  title?: string;
  /** Failed with it. */
  code?: keyof typeof codes;
  /** Still under way. */
  open?: boolean;
  order?: number;
  /** When it was accepted and ended. */
  at?: string;
}

export function receiptOf(sketch: Sketched): Receipt {
  const { file, code, open = false, order = 1, at = new Date().toISOString() } = sketch;
  const hash = createHash('sha256').update(file).digest('hex');
  const receipt = `f${hash.slice(0, 20)}`;
  return {
    format: 1,
    receipt,
    order,
    file: {
      receipt,
      path: file,
      name: file.split('/').at(-1) ?? file,
      collection: null,
      sha256: hash,
      bytes: 100,
      modified: 0,
      warnings: [],
    },
    rawName: null,
    generation: 0,
    acceptedAt: at,
    sameAs: null,
    parts: null,
    ends: open ? {} : { '': endOf(sketch, hash, at) },
    settled: open ? null : { folder: code ? 'failed' : 'done', path: file },
    again: {},
    place: null,
  };
}

function endOf({ title, code }: Sketched, hash: string, at: string): End {
  const id = `a${hash.slice(0, 20)}`;
  return {
    outcome: code ? 'failed' : 'published',
    id: code ? null : id,
    version: code ? null : hash.slice(0, 12),
    url: code ? null : `https://news.example/${hash.slice(0, 6)}`,
    title: title ?? null,
    path: code ? null : `articles/${id.slice(1, 3)}/${id}/index.html`,
    beside: [],
    pictures: { stored: 0, rescued: 0, missing: 0 },
    code: code ?? null,
    message: code ? codes[code].message : null,
    stage: code ? 'ingest' : null,
    attempts: 1,
    at,
    warnings: [],
    steps: [],
  };
}
