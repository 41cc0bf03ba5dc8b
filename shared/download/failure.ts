/**
 * What broke a download, in our own words: an ordered list of rules over the error codes of Node,
 * OpenSSL, zlib and undici. What no rule knows but carries a code came from the network, and is
 * worth another try; what carries none is a bug of ours and passes as it is.
 */
import type { Code } from '../codes.ts';
import { PermanentError, RetryLater, TransientError } from '../errors.ts';

interface Rule {
  codes: RegExp;
  kind: typeof PermanentError | typeof TransientError;
  code: Code;
  says: string;
}

const RULES: Rule[] = [
  {
    codes: /^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL)/,
    kind: TransientError,
    code: 'E_DNS',
    says: 'The name of the server could not be found',
  },
  {
    codes: /^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/,
    kind: TransientError,
    code: 'E_TIMEOUT',
    says: 'The server did not answer in time',
  },
  {
    codes:
      /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH|INVALID_CA)/,
    kind: PermanentError,
    code: 'E_TLS',
    says: 'The certificate of the server cannot be trusted',
  },
  {
    codes: /^(UND_ERR_HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW)$/,
    kind: PermanentError,
    code: 'E_HTTP',
    says: 'The server sends more headers than are accepted',
  },
  {
    codes: /^(Z_DATA_ERROR|Z_NEED_DICT|ERR_BROTLI_|ERR__ERROR_)/,
    kind: PermanentError,
    code: 'E_ENCODING',
    says: 'The answer is not packed as its header says',
  },
  {
    codes: /^UND_ERR_INVALID_ARG$/,
    kind: PermanentError,
    code: 'E_URL_INVALID',
    says: 'This address cannot be asked for',
  },
  {
    codes: /./,
    kind: TransientError,
    code: 'E_CONNECT',
    says: 'The server could not be reached or broke the connection',
  },
];

/** `deadline` in milliseconds when it is what ended the download, else null. */
export function explain(error: unknown, url: string, deadline: number | null): unknown {
  if (
    error instanceof PermanentError ||
    error instanceof RetryLater ||
    error instanceof TransientError
  ) {
    return error;
  }
  if (deadline !== null) {
    const seconds = Math.round(deadline / 100) / 10;
    return new TransientError('E_TIMEOUT', `Nothing whole came within ${seconds} s: ${url}`, {
      cause: error,
    });
  }
  const code = codeOf(error);
  const rule = RULES.find(({ codes }) => codes.test(code));
  if (!rule) return error;
  return new rule.kind(rule.code, `${rule.says} (${code}): ${url}`, { cause: error });
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}
