/** What the inbox refuses by itself: files that no stage has to look at. */
import { type Code, codes } from '../shared/codes.ts';
import { MAX_SOURCE_BYTES } from '../shared/html-guard.ts';
import type { End, Receipt } from './receipts.ts';

/** An end that no stage has to find out. */
export function refuseAtOnce(receipt: Receipt): Receipt {
  const { bytes, sha256, name } = receipt.file;
  if (sha256 === null && bytes <= MAX_SOURCE_BYTES)
    return refused(receipt, 'E_PERM', codes.E_PERM.message);
  if (sha256 === null) {
    const megabytes = (bytes / 1024 ** 2).toFixed(1);
    const limit = MAX_SOURCE_BYTES / 1024 ** 2;
    return refused(
      receipt,
      'E_TOO_LARGE',
      `${name} has ${megabytes} MB; an article has at most ${limit} MB.`,
    );
  }
  return bytes === 0 ? refused(receipt, 'E_EMPTY', codes.E_EMPTY.message) : receipt;
}

function refused(receipt: Receipt, code: Code, message: string): Receipt {
  return { ...receipt, ends: { '': inboxEnd({ outcome: 'failed', code, message }) } };
}

/** An end that the inbox itself gives. */
export function inboxEnd(known: Partial<End> & Pick<End, 'outcome'>): End {
  return {
    id: null,
    version: null,
    url: null,
    title: null,
    path: null,
    beside: [],
    pictures: { stored: 0, rescued: 0, missing: 0 },
    code: null,
    message: null,
    stage: 'inbox',
    attempts: 1,
    at: new Date().toISOString(),
    warnings: [],
    steps: [],
    ...known,
  };
}
