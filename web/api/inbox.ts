/** `POST /api/inbox`: files, or addresses, into the inbox; the answer comes when they lie there whole. */
import type { Context, Handler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Addition, addressFile, addToInbox } from '../../queues/add.ts';
import { isIgnored } from '../../queues/names.ts';
import type { Pause } from '../../queues/pause.ts';
import { type AddressRules, checkAddress, WEB_PORTS } from '../../shared/address.ts';
import type { Config } from '../../shared/config.ts';
import { PermanentError } from '../../shared/errors.ts';
import { type Problem, refuse } from '../problems.ts';
import { readJson } from './body.ts';
import { AddressWish } from './shapes.ts';

/** Bytes of one request. Larger files are copied into the folder. */
const MAX_BYTES = 100_000_000;
const MAX_NAME = 255;

export interface InboxOptions {
  config: Pick<Config, 'inbox' | 'allowHosts'>;
  /** Why nothing is taken just now. */
  paused: () => Pause | null;
}

export const inboxLimit = bodyLimit({
  maxSize: MAX_BYTES,
  onError: (context) => refuse(context, 'E_BODY_SIZE'),
});

export function takeIn({ config, paused }: InboxOptions): Handler {
  const rules: AddressRules = {
    allowHosts: new Set(config.allowHosts.map((pair) => pair.toLowerCase())),
    ports: new Set(WEB_PORTS),
  };
  return async (context) => {
    const why = paused();
    // The disk is full, or away: better to say so than to add to it.
    if (why) return refuse(context, 'E_STORAGE', { detail: why.message });
    const type = context.req.header('content-type') ?? '';
    let additions: Addition[] | Response;
    if (type.startsWith('application/json')) additions = await addresses(context, rules);
    else if (type.startsWith('multipart/form-data')) additions = await files(context);
    else return refuse(context, 'E_BODY_TYPE');
    if (additions instanceof Response) return additions;
    const added = await addToInbox(config.inbox, additions);
    const message = added.length === 1 ? `${added[0]} ✓` : `${added.length} ✓`;
    return context.json({ added: added.length, files: added, message }, 202);
  };
}

async function addresses(context: Context, rules: AddressRules): Promise<Addition[] | Response> {
  const body = await readJson(context, AddressWish);
  if (body instanceof Response) return body;
  const errors: NonNullable<Problem['errors']> = [];
  const additions: Addition[] = [];
  for (const value of 'url' in body ? [body.url] : body.urls) {
    try {
      additions.push(addressFile(checkAddress(value.trim(), rules).href));
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      const { code, message } = error;
      errors.push({ value: value.slice(0, 200).replace(/\/\/[^/@]*@/, '//…@'), code, message });
      if (errors.length === 1 && 'url' in body) return refuse(context, code, { detail: message });
    }
  }
  // All or none: whoever sends a list wants to correct it and send it again.
  return errors.length > 0 ? refuse(context, 'E_URL_INVALID', { errors }) : additions;
}

async function files(context: Context): Promise<Addition[] | Response> {
  let form: Record<string, unknown>;
  try {
    form = await context.req.parseBody({ all: true });
  } catch {
    return refuse(context, 'E_BODY');
  }
  const given = [form.file ?? []].flat().filter((one): one is File => one instanceof File);
  if (given.length === 0) {
    return refuse(context, 'E_BODY', { detail: 'No file was sent: the field is called file.' });
  }
  const collection = collectionOf(form.collection);
  if (collection === undefined) return refuse(context, 'E_NAME');
  const additions: Addition[] = [];
  for (const file of given) {
    const name = nameOf(file);
    if (name === null) return refuse(context, 'E_NAME', { errors: [badName(file.name)] });
    const content = new Uint8Array(await file.arrayBuffer());
    additions.push({ source: { content }, name: Buffer.from(name), collection });
  }
  return additions;
}

/** Without folders, whichever way they are written; null where the inbox would never take it. */
function nameOf({ name }: File): string | null {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return isUsable(last) ? last : null;
}

/** Folders below the inbox; undefined where it is no such thing. */
function collectionOf(given: unknown): string | null | undefined {
  if (given === undefined || given === '') return null;
  const folders = typeof given === 'string' ? given.split('/') : [''];
  return folders.length <= 16 && folders.every(isUsable) ? folders.join('/') : undefined;
}

function isUsable(name: string): boolean {
  // A control character in a name is nobody's wish.
  const isPlain = !/\p{Cc}/u.test(name) && !name.includes('\\');
  const fits = name !== '' && Buffer.byteLength(name) <= MAX_NAME;
  return isPlain && fits && !isIgnored(name);
}

function badName(name: string): { value: string; code: string; message: string } {
  const message = 'Names that begin with . or ~, or end in .part or .tmp, are left alone.';
  return { value: name.slice(0, 200), code: 'E_NAME', message };
}
