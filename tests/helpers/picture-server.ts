/**
 * A real HTTP server that has a picture for every path, and every fault that picture servers have.
 * A path that begins with the name of a fault (`/reset/cat.jpg`) has that fault; with a share of
 * faults the others get theirs by hash. The same path always answers the same. Alone:
 *
 *   node --import tsx tests/helpers/picture-server.ts --port 4300 [--faults 0.1] [--keep DIR]
 *
 * With `--keep` what was made once lies ready in DIR: then answers take no time from whoever is
 * measured on the same cores. `/.counts` answers how often each path was asked for, `/.faults` which fault a path has.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { blots, keeping, type MadePicture, oddPictures, pictureOf } from './pictures.ts';

interface Visit {
  path: string;
  pictures: typeof pictureOf;
  /** 1 for the first request of this path. */
  time: number;
  request: IncomingMessage;
  response: ServerResponse;
}

export interface PictureServer {
  /** `http://127.0.0.1:PORT` */
  origin: string;
  /** `127.0.0.1:PORT`, for allowHosts. */
  host: string;
  /** How often each path, query included, was asked for. */
  requests: Map<string, number>;
  /** Answers that did not become whole: somebody gave up, or a fault cut them off. */
  readonly givenUp: number;
  close(): Promise<void>;
}

type Fault = (visit: Visit) => unknown;

const placeholder = blots('removed', 240, 160)
  .png()
  .toBuffer()
  .then((bytes) => ({ bytes, mime: 'image/png' }));

const network: Record<string, Fault> = {
  'not-found': ({ response }) => response.writeHead(404).end('not found'),
  forbidden: ({ response }) => response.writeHead(403).end('forbidden'),
  /** Protects itself from pages of others by refusing whoever names a page. */
  'no-referer': (visit) => unless(visit.request.headers.referer !== undefined, visit),
  /** The same, but only its own pages may. */
  'own-referer': (visit) => {
    const own = `http://${visit.request.headers.host}/`;
    return unless(visit.request.headers.referer?.startsWith(own) !== true, visit);
  },
  gone: ({ response }) => response.writeHead(410).end('gone'),
  'server-error': ({ response }) => response.writeHead(500).end('oops'),
  html: ({ response }) =>
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end('<!doctype html><p>Sorry.</p>'),
  drip: ({ response }) => drip(response),
  'cut-off': async ({ path, pictures, response }) => {
    const { bytes, mime } = await pictures(path);
    response.writeHead(200, { 'content-type': mime, 'content-length': bytes.length });
    response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
  },
  reset: ({ request }) => request.socket.resetAndDestroy(),
  busy: ({ response }) => response.writeHead(429, { 'retry-after': '3600' }).end('busy'),
  /** Fails the first time only. */
  flaky: ({ time, ...visit }) => {
    if (time === 1) return visit.response.writeHead(502).end('bad gateway');
    return sendPicture(visit.response, visit.pictures(visit.path));
  },
  /** Asks for a second of patience, once. */
  'busy-once': ({ time, ...visit }) => {
    if (time === 1) return visit.response.writeHead(429, { 'retry-after': '1' }).end('busy');
    return sendPicture(visit.response, visit.pictures(visit.path));
  },
  slow: async (visit) => {
    await sleep(3_000);
    return sendPicture(visit.response, visit.pictures(visit.path));
  },
  /** The same for whatever is asked. */
  placeholder: ({ response }) => sendPicture(response, placeholder),
  redirect: ({ path, response }) =>
    response.writeHead(302, { location: path.replace(/^\/redirect\//, '/led/') }).end(),
  loop: ({ path, response }) => response.writeHead(302, { location: path }).end(),
  'redirect-private': ({ response }) =>
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
};

const odd = Object.entries(oddPictures).map(([name, make]): [string, Fault] => {
  let made: Promise<MadePicture> | null = null;
  return [
    name,
    ({ response }) => {
      made ??= make();
      return sendPicture(response, made);
    },
  ];
});

export const faults: Record<string, Fault> = { ...network, ...Object.fromEntries(odd) };

/** What a share of faults is made of: not `redirect` and `loop`, which are about their own path. */
const SHARED = Object.keys(faults).filter((name) => !/^(redirect|loop)$/.test(name));

/** `share` of all paths, from 0 to 1, have a fault; `port` 0 takes a free one. */
export async function startPictureServer({
  port = 0,
  share = 0,
  keep = '',
} = {}): Promise<PictureServer> {
  const requests = new Map<string, number>();
  let givenUp = 0;
  const pictures = keep === '' ? pictureOf : keeping(keep);
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith('/.')) return inform(path, share, requests, response);
    const time = (requests.get(path) ?? 0) + 1;
    requests.set(path, time);
    response.once('close', () => {
      if (!response.writableFinished) givenUp += 1;
    });
    if (path.startsWith('/web/')) return archive(path, response);
    const fault = faults[faultOf(path, share) ?? ''];
    const answer = fault
      ? fault({ path, pictures, time, request, response })
      : sendPicture(response, pictures(path));
    Promise.resolve(answer).catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin: `http://${host}`,
    host,
    requests,
    get givenUp() {
      return givenUp;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The name of the fault that a path has; null when it simply has a picture. */
export function faultOf(path: string, share: number): string | null {
  const named = path.split(/[/?]/)[1] ?? '';
  if (Object.hasOwn(faults, named)) return named;
  const hash = createHash('sha256').update(`fault ${path}`).digest();
  if (hash.readUInt32BE(0) / 2 ** 32 >= share) return null;
  return SHARED[hash.readUInt32BE(4) % SHARED.length] ?? null;
}

/** A stand-in for a web archive: `/web/yyyymmddhhmmssim_/URL`. It has every second picture. */
function archive(path: string, response: ServerResponse): void {
  const hash = createHash('sha256')
    .update(`archive ${path.replace(/^\/web\/\d+im_\//, '')}`)
    .digest();
  if (hash.readUInt8(0) < 128) return void response.writeHead(404).end('not archived');
  sendPicture(response, pictureOf(path)).catch(() => response.destroy());
}

function inform(
  path: string,
  share: number,
  requests: Map<string, number>,
  response: ServerResponse,
): void {
  const paths = [...requests.keys()];
  const answers: Record<string, unknown> = {
    '/.counts': Object.fromEntries(requests),
    '/.faults': Object.fromEntries(paths.map((asked) => [asked, faultOf(asked, share)])),
  };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answers[path] ?? null));
}

function unless(refused: boolean, { path, pictures, response }: Visit): unknown {
  return refused
    ? response.writeHead(403).end('not for you')
    : sendPicture(response, pictures(path));
}

async function sendPicture(response: ServerResponse, picture: Promise<MadePicture>) {
  const { bytes, mime } = await picture;
  response.writeHead(200, { 'content-type': mime, 'content-length': bytes.length }).end(bytes);
}

/** A byte every half second for as long as somebody listens. */
function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'image/jpeg' });
  const timer = setInterval(() => response.write('x'), 500);
  response.on('close', () => clearInterval(timer));
}

if (import.meta.filename === process.argv[1]) {
  // `--faults` alone means a tenth.
  const args = process.argv
    .slice(2)
    .join(' ')
    .replace(/--faults(?! [\d.])/, '--faults 0.1');
  const { values } = parseArgs({
    options: { port: { type: 'string' }, faults: { type: 'string' }, keep: { type: 'string' } },
    args: args.split(' ').filter(Boolean),
  });
  const { port = '0', faults: share = '0', keep = '' } = values;
  const server = await startPictureServer({ port: Number(port), share: Number(share), keep });
  console.log(`pictures at ${server.origin}`);
}
