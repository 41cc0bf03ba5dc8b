/** Addresses that somebody typed or pasted: what is wrong with one is said, and what was probably meant. */
import { type Addition, addressFile } from '../../queues/add.ts';
import { type AddressRules, checkAddress } from '../../shared/address.ts';
import type { Code } from '../../shared/codes.ts';
import { PermanentError } from '../../shared/errors.ts';
import type { Said } from '../dashboard/language.ts';
import { chineseOf } from '../dashboard/view.ts';

export interface AddressFault {
  /** Which of the list, from 0. */
  at: number;
  /** Without a password. */
  value: string;
  code: Code;
  message: Said;
}

export function readAddresses(
  values: string[],
  rules: AddressRules,
): { additions: Addition[]; faults: AddressFault[] } {
  const additions: Addition[] = [];
  const faults: AddressFault[] = [];
  for (const [at, value] of values.entries()) {
    const read = readAddress(value.trim(), rules);
    if (read instanceof URL) additions.push(addressFile(read.href));
    else faults.push({ at, value: value.slice(0, 200).replace(/\/\/[^/@]*@/, '//…@'), ...read });
  }
  return { additions, faults };
}

function readAddress(
  text: string,
  rules: AddressRules,
): URL | Pick<AddressFault, 'code' | 'message'> {
  // A browser would write them as %20, and make one address of two.
  if (/\s/.test(text)) return { code: 'E_URL_INVALID', message: SPACES };
  try {
    return checkAddress(text, rules);
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    const meant = meantBy(text, rules);
    if (meant) return { code: 'E_URL_INVALID', message: withoutScheme(meant) };
    const { code, message } = error;
    return { code, message: { en: message, zh: chineseOf(code) ?? message } };
  }
}

const SPACES: Said = {
  en: 'There is a space in it: an address has none, and each stands on a line of its own.',
  zh: '中间有空格：网址中没有空格，每个网址单独一行。',
};

function withoutScheme(meant: string): Said {
  return {
    en: `It does not begin with https://. Did you mean ${meant} ?`,
    zh: `没有以 https:// 开头。是否指 ${meant} ？`,
  };
}

/** `news.example/story`, as people write addresses; null where that would be no address either. */
function meantBy(text: string, rules: AddressRules): string | null {
  const looksLikeHost = /^(\/\/)?[^\s:/?#@]+\.[^\s:/?#@]+(:\d+)?([/?#]|$)/.test(text);
  if (!looksLikeHost) return null;
  try {
    const meant = `https://${text.replace(/^\/\//, '')}`;
    checkAddress(meant, rules);
    return meant;
  } catch {
    return null;
  }
}
