/** `offprint add PATH|URL|-…`: copies into the inbox; originals stay where they are. */
import { existsSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { type Addition, addressFile, addToInbox, findAdditions } from '../../queues/add.ts';
import type { LeftAlone } from '../../queues/scan.ts';
import { checkAddress, WEB_PORTS } from '../../shared/address.ts';
import { codes } from '../../shared/codes.ts';
import type { Config } from '../../shared/config.ts';
import { PermanentError } from '../../shared/errors.ts';
import { exitCodes, usageError } from '../exit.ts';
import { refuseIgnored } from '../given.ts';
import type { Act } from '../main.ts';
import { refuseOwnFolders } from '../own-folders.ts';
import { copying } from '../progress.ts';

/** How many of what was left alone are named. */
const MOST_NAMED = 5;

export const act: Act = async (args, { config, json, terminal }) => {
  const additions: Addition[] = [];
  const leftAlone: LeftAlone[] = [];
  for (const arg of args) {
    const found = await understand(arg, config);
    additions.push(...found.additions);
    leftAlone.push(...found.leftAlone);
  }
  const files = await addToInbox(config.inbox, additions, copying(additions.length, terminal));
  const skipped = leftAlone.map(({ path, why }) => ({ file: path, why }));
  if (json) terminal.out(JSON.stringify({ added: files.length, files, skipped }, null, 2));
  else terminal.out(`${files.length} added to ${config.inbox}${aside(leftAlone)}`);
  return exitCodes.well;
};

function aside(leftAlone: LeftAlone[]): string {
  if (leftAlone.length === 0) return '';
  const named = leftAlone.slice(0, MOST_NAMED).map(({ path }) => path);
  if (leftAlone.length > MOST_NAMED) named.push('…');
  return `; ${leftAlone.length} left alone (hidden or half-written names, links): ${named.join(', ')}`;
}

async function understand(arg: string, config: Config) {
  const alone = (addition: Addition) => ({ additions: [addition], leftAlone: [] });
  if (arg === '-') return alone(await fromStdin());
  if (existsSync(arg)) {
    await refuseIgnored(arg);
    await refuseOwnFolders(arg, config);
    return findAdditions([arg]);
  }
  return alone(addressFile(readAddress(arg, config)));
}

/** Refused here and now, as the stage would refuse it. */
function readAddress(arg: string, { allowHosts }: Config): string {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(arg)) {
    const meant = /^[^\s/]+\.[^\s/]+(\/|$)/.test(arg) && URL.canParse(`https://${arg}`);
    throw usageError(
      `There is no file or folder ${arg}.${meant ? ` If you mean the page: offprint add https://${arg}` : ''}`,
    );
  }
  // A browser leaves them out, and makes one address of two.
  if (/[\s\p{Cc}]/u.test(arg))
    throw usageError(`There is a space or a line break in the address ${JSON.stringify(arg)}.`);
  try {
    const hosts = new Set(allowHosts.map((pair) => pair.toLowerCase()));
    return checkAddress(arg, { allowHosts: hosts, ports: new Set(WEB_PORTS) }).href;
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    throw usageError(`${error.message} ${codes[error.code].next} (${error.code})`);
  }
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
