/**
 * What is remembered in `state/` about pictures, so that a stage that was killed fetches only what
 * it lacks, and a picture that many articles show is asked for once. What is missing is forgotten
 * after a while: it may be back tomorrow. What does not parse counts as absent.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Sha256, Variant } from '../../shared/article.ts';
import { type Code, codes } from '../../shared/codes.ts';
import { parseJson } from '../../shared/json.ts';
import type { Storage } from '../../shared/storage.ts';

const KnownCode = z.custom<Code>((code) => typeof code === 'string' && Object.hasOwn(codes, code));

/** Where an address led. */
const FoundAddress = z.object({
  address: z.string(),
  sha256: Sha256,
  path: z.string(),
  bytes: z.int(),
  downgraded: z.boolean(),
});

const MissingAddress = z.object({
  address: z.string(),
  code: KnownCode,
  /** Milliseconds since 1970. */
  at: z.number(),
});

/** The copies that were made of one original, and of which settings they follow. */
export const Copies = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  frozen: z.boolean(),
  variants: z.array(Variant),
  thumbhash: z.string(),
  colour: z.string(),
  likeness: z.string(),
});

const ShrunkContent = z.object({
  settings: z.string(),
  made: z.union([Copies, z.object({ code: KnownCode })]),
});

export type Copies = z.infer<typeof Copies>;

export const foundAddresses = shelf(FoundAddress, (address) => {
  const hash = sha256Of(address);
  return `pictures/${hash.slice(0, 2)}/${hash}.json`;
});

const missingAddresses = shelf(MissingAddress, (address) => {
  const hash = sha256Of(address);
  return `pictures/missing/${hash.slice(0, 2)}/${hash}.json`;
});

/** Milliseconds until a server is asked again that was in trouble, or that said the picture is gone. */
const TROUBLE = 10 * 60_000;
const GONE = 6 * 3_600_000;
const IN_TROUBLE = new Set<Code>(['E_TIMEOUT', 'E_CONNECT', 'E_DNS', 'E_HTTP', 'E_HTTP_429']);

/** Why an address gave nothing lately, null where it should be asked. `since`: what is older does not count. */
export async function knownMissing(state: Storage, address: string, since: number) {
  const missing = await missingAddresses.read(state, address);
  if (!missing || missing.at < since) return null;
  const lasts = IN_TROUBLE.has(missing.code) ? TROUBLE : GONE;
  return Date.now() - missing.at < lasts ? { code: missing.code } : null;
}

export async function rememberMissing(state: Storage, address: string, code: Code): Promise<void> {
  await missingAddresses.write(state, address, { address, code, at: Date.now() });
}

const AskedArchive = z.object({ address: z.string(), at: z.number() });
const asked = shelf(AskedArchive, (address) => {
  const hash = sha256Of(address);
  return `pictures/asked/${hash.slice(0, 2)}/${hash}.json`;
});
const WEEK = 7 * 24 * 3_600_000;

/** What web archives have not got; for a week nobody asks them again. */
export const askedArchives = {
  async isFresh(state: Storage, address: string): Promise<boolean> {
    const before = await asked.read(state, address);
    return before !== null && Date.now() - before.at < WEEK;
  },
  note: (state: Storage, address: string) =>
    asked.write(state, address, { address, at: Date.now() }),
};

/** By the content's SHA-256. */
export const shrunkContents = shelf(ShrunkContent, (sha256) => `pictures/shrunk/${sha256}.json`);

export function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Small files of one kind, by name. */
export function shelf<T>(schema: z.ZodType<T>, keyOf: (name: string) => string) {
  return {
    async read(state: Storage, name: string): Promise<T | null> {
      const bytes = await state.read(keyOf(name));
      return bytes && (schema.safeParse(parseJson(bytes)).data ?? null);
    },
    async write(state: Storage, name: string, result: T): Promise<void> {
      await state.write(keyOf(name), JSON.stringify(result));
    },
  };
}
