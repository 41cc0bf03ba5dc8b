/** `offprint add PATH|URL|-…`: copies into the inbox; originals stay where they are. */
import { existsSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { type Addition, addressFile, addToInbox, findAdditions } from '../../queues/add.ts';
import { exitCodes, usageError } from '../exit.ts';
import { refuseIgnored } from '../given.ts';
import type { Act } from '../main.ts';

export const act: Act = async (args, { config, json, terminal }) => {
  const additions: Addition[] = [];
  for (const arg of args) additions.push(...(await understand(arg)));
  const files = await addToInbox(config.inbox, additions);
  if (json) terminal.out(JSON.stringify({ added: files.length, files }, null, 2));
  else terminal.out(`${files.length} added to ${config.inbox}`);
  return exitCodes.well;
};

async function understand(arg: string): Promise<Addition[]> {
  if (arg === '-') return [await fromStdin()];
  if (existsSync(arg)) {
    await refuseIgnored(arg);
    return findAdditions([arg]);
  }
  if (!/^[a-z][a-z0-9+.-]*:/i.test(arg)) throw usageError(`There is no file or folder ${arg}.`);
  if (!/^https?:\/\//i.test(arg))
    throw usageError(`Only http and https addresses are fetched, not ${arg} (E_URL_SCHEME).`);
  if (!URL.canParse(arg)) throw usageError(`This is not a web address: ${arg} (E_URL_INVALID).`);
  const { username, password } = new URL(arg);
  if (username || password)
    throw usageError('The address carries a user name or password (E_URL_CREDENTIALS).');
  return [addressFile(arg)];
}

async function fromStdin(): Promise<Addition> {
  const content = await buffer(process.stdin);
  if (content.length === 0) throw usageError('There was nothing on stdin.');
  const begin = content.subarray(0, 200).toString();
  // A saved header, front matter or a heading is Markdown; what begins with < is told by its content.
  const extension = /^\s*</.test(begin)
    ? 'html'
    : /^(#{1,6} |---\r?\n|\[)/.test(begin)
      ? 'md'
      : 'txt';
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  return {
    source: { content },
    name: Buffer.from(`stdin-${stamp}.${extension}`),
    collection: null,
  };
}
