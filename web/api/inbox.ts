/** `POST /api/inbox`: files, or addresses, into the inbox; the answer comes when they lie there whole. */
import type { Context, Handler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Addition, addToInbox } from '../../queues/add.ts';
import type { Pause } from '../../queues/pause.ts';
import { type AddressRules, WEB_PORTS } from '../../shared/address.ts';
import type { Config } from '../../shared/config.ts';
import { languageOf } from '../dashboard/language.ts';
import { type Named, refuse } from '../problems.ts';
import { type AddressFault, readAddresses } from './addresses.ts';
import { readJson } from './body.ts';
import { type Fault, faultOf, faultOfCollection, faultOfFolders } from './names.ts';
import { AddressWish } from './shapes.ts';

/** Bytes of one request. Larger files are copied into the folder. */
const MAX_BYTES = 100_000_000;

export interface InboxOptions {
  config: Pick<Config, 'inbox' | 'allowHosts'>;
  /** Why nothing is taken just now. */
  paused: () => Pause | null;
}

/** What of a request can be taken, and what not. */
interface Read {
  additions: Addition[];
  skipped: Named[];
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
    let read: Read | Response;
    if (type.startsWith('application/json')) read = await addresses(context, rules);
    else if (type.startsWith('multipart/form-data')) read = await files(context);
    else return refuse(context, 'E_BODY_TYPE');
    if (read instanceof Response) return read;
    const { additions, skipped } = read;
    const added = await addToInbox(config.inbox, additions);
    const message = added.length === 1 ? `${added[0]} ✓` : `${added.length} ✓`;
    return context.json({ added: added.length, files: added, skipped, message }, 202);
  };
}

/**
 * All or none: whoever sends a list wants to correct it and send it again, and each fault says with
 * `at` which one it is. (Of files what can be taken is taken: the rest of a folder is litter.)
 */
async function addresses(context: Context, rules: AddressRules): Promise<Read | Response> {
  const body = await readJson(context, AddressWish);
  if (body instanceof Response) return body;
  const isOne = 'url' in body;
  const { additions, faults } = readAddresses(isOne ? [body.url] : body.urls, rules);
  return faults.length === 0 ? { additions, skipped: [] } : badAddresses(context, faults, isOne);
}

/** Under the code they share, where they do. */
function badAddresses(context: Context, faults: AddressFault[], isOne: boolean): Response {
  const language = languageOf(context);
  const [first] = faults;
  const isShared = first && faults.every(({ code }) => code === first.code);
  const code = isShared ? first.code : 'E_ADDRESSES';
  if (isOne && first) return refuse(context, code, { detail: first.message });
  const errors = faults.map(({ message, ...fault }) => ({ ...fault, message: message[language] }));
  return refuse(context, code, { errors });
}

async function files(context: Context): Promise<Read | Response> {
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
  const collection = form.collection ?? '';
  if (typeof collection !== 'string') {
    return refuse(context, 'E_BODY', { detail: 'There is one collection, for all files.' });
  }
  const fault = faultOfCollection(collection);
  if (fault) return refuse(context, 'E_NAME', { detail: fault.message, next: fault.next });
  const folders = [form.folder ?? []].flat().map(String);
  if (folders.length > 0 && folders.length !== given.length) {
    const detail = `There are ${given.length} files and ${folders.length} folders: send one folder for each file, in the same order, or none.`;
    return refuse(context, 'E_BODY', { detail });
  }
  return usable(context, given, { collection, folders });
}

/** What can be taken; a refusal where that is nothing. */
async function usable(
  context: Context,
  given: File[],
  { collection, folders }: { collection: string; folders: string[] },
): Promise<Read | Response> {
  const language = languageOf(context);
  const additions: Addition[] = [];
  const skipped: (Named & { fault: Fault })[] = [];
  for (const [index, file] of given.entries()) {
    // A browser writes line breaks in the text of a form in its own way.
    const folder = (folders[index] ?? '').replaceAll('\r\n', '\n');
    // Without folders, whichever way they are written.
    const name = file.name.split(/[/\\]/).at(-1) ?? '';
    const fault = faultOf(name) ?? faultOfFolders(folder);
    if (fault) {
      const value = [folder, name].filter(Boolean).join('/').slice(0, 200);
      const [message, next] = [fault.message[language], fault.next[language]];
      skipped.push({ value, code: 'E_NAME', message, next, fault });
      continue;
    }
    const content = new Uint8Array(await file.arrayBuffer());
    const place = [collection, folder].filter(Boolean).join('/') || null;
    additions.push({ source: { content }, name: Buffer.from(name), collection: place });
  }
  const named = skipped.map(({ fault, ...one }) => one);
  if (additions.length > 0) return { additions, skipped: named };
  const faults = new Set(skipped.map(({ fault }) => fault));
  const [only] = faults.size === 1 ? faults : [];
  const details = only ? { detail: only.message, next: only.next } : {};
  return refuse(context, 'E_NAME', { ...details, errors: named });
}
