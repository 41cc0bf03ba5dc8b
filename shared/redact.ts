/**
 * Secrets do not reach logs, journeys or the screen: one ordered list of rules, for plain text and
 * for a line of JSON alike. So a rule takes an escaped quote (`\"`) for one character and ends at a
 * bare one: what was valid JSON stays so. No rule can start inside its own match, which keeps every
 * one of them linear in the length of the text.
 */
export const REDACTED = '[redacted]';

interface Rule {
  what: string;
  pattern: RegExp;
  replacement: string;
}

/** Names of parameters and properties that are secret, whatever stands before them: `X-Amz-Signature`. */
const ENDINGS =
  'token|secret|signature|credentials?|passw(?:or)?d|passphrase|pwd|api[_-]?key|access[_-]?key(?:[_-]?id)?|private[_-]?key|session|session[_-]?id|sessid|authorization';
/** Secret only as a whole word, so that `monkey=` and `zipcode=` stay readable: `auth_key`, `code`. */
const WORDS = 'key|sig|auth|code|pass|sid|jwt|hmac|ticket';
const NAME = `(?:[\\w.-]*(?:${ENDINGS})|(?:[\\w.-]*[_.-])?(?:${WORDS}))`;

/** A string of JSON, and a character of a value that ends at white space or a bare quote. */
const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const QUOTE = String.raw`\\["\\]`;
/** Of a word; the n of an escaped line break is no letter. */
const BEGIN = String.raw`(?:(?<!\w)|(?<=\\[nrt]))`;

const rules: Rule[] = [
  {
    what: 'user and password of an address',
    pattern: new RegExp(String.raw`//(?:[^/?#\s"\\]|${QUOTE})*@`, 'g'),
    replacement: `//${REDACTED}@`,
  },
  {
    what: 'the same in an address within an address',
    pattern: /%2F%2F(?:[^%/?#&\s"\\]|%(?!2F|3F|23|40))*%40/gi,
    replacement: `%2F%2F${REDACTED}%40`,
  },
  {
    what: 'parameters of a query',
    // Punctuation of Chinese text ends an address that stands in it.
    pattern: new RegExp(
      String.raw`([?&;#]|%3F|%26|%23)(${NAME})(=|%3D)(?:[^&#\s"\\\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]|${QUOTE})+`,
      'gi',
    ),
    replacement: `$1$2$3${REDACTED}`,
  },
  {
    what: 'properties of a JSON object',
    pattern: new RegExp(
      String.raw`("(?:[\w.-]*(?:${ENDINGS})|(?:set-)?cookie)"\s?:\s?)(?:${STRING}|\[(?:${STRING},?)*\])`,
      'gi',
    ),
    replacement: `$1"${REDACTED}"`,
  },
  {
    what: 'headers',
    pattern: new RegExp(
      String.raw`${BEGIN}((?:proxy-)?authorization|(?:set-)?cookie)((?:\\"|')?\s?[:=]\s?(?:\\"|')?)(?:[^\r\n"\\]|${QUOTE})+`,
      'gi',
    ),
    replacement: `$1$2${REDACTED}`,
  },
  {
    what: 'a token by itself',
    pattern: new RegExp(String.raw`${BEGIN}Bearer [\w.~+/-]{16,}=*`, 'g'),
    replacement: `Bearer ${REDACTED}`,
  },
];

/** @param secrets to be taken out wherever they stand, as they are and as an address has them. */
export function redact(text: string, secrets: Iterable<string> = []): string {
  let clean = text;
  for (const secret of secrets) {
    for (const form of new Set([secret, encodeURIComponent(secret)])) {
      if (form !== '') clean = clean.replaceAll(form, REDACTED);
    }
  }
  return rules.reduce(
    (left, { pattern, replacement }) => left.replace(pattern, replacement),
    clean,
  );
}
