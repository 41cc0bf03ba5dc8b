/**
 * A bucket to test with: one at TEST_S3_ENDPOINT, with TEST_S3_BUCKET and the usual AWS_ names, or s3rver, an S3 server of npm, behind a door that adds what it lacks (a write is
 * whole or not at all, `If-None-Match`, folders that hold folders only) and, where a test asks for it, what goes wrong with real ones.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import S3rver from 's3rver';
import { request } from 'undici';

/**
 * `busy`: 503, and nothing done. `lost`: done, and the connection breaks before the answer. `conflict`: 409,
 * come again. `deaf`: `If-None-Match` is ignored, as by servers that do not know it.
 */
export type S3Fault = 'busy' | 'lost' | 'conflict' | 'deaf';

export interface S3Server {
  endpoint: string;
  /** What the environment of a process needs to use it. */
  env: Record<string, string>;
  /** `s3://…`, where nothing is yet. The environment of this process is made fit to use it. */
  newPlace(): string;
  /** What goes wrong with a request; it may come again. */
  faultOf: (request: { method: string; path: string }) => S3Fault | null;
  /** By method. */
  requests: Map<string, number>;
  close(): Promise<void>;
}

const { TEST_S3_ENDPOINT, TEST_S3_BUCKET: BUCKET = 'offprint-test' } = process.env;
/** What the environment names for a server of somebody's. */
const { AWS_REGION = 'us-east-1', AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;

export async function startS3Server(): Promise<S3Server> {
  if (TEST_S3_ENDPOINT) {
    const keys = { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
    // It knows what s3rver lacks.
    return openDoor(new Door(TEST_S3_ENDPOINT, { mends: false }), keys, async () => {});
  }
  const directory = await mkdtemp(join(tmpdir(), 'offprint-s3-'));
  const behind = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    allowMismatchedSignatures: true,
    vhostBuckets: false,
    configureBuckets: [{ name: BUCKET }],
  });
  const { port } = await behind.run();
  const keys = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'S3RVER',
    AWS_SECRET_ACCESS_KEY: 'S3RVER',
  };
  return openDoor(new Door(`http://127.0.0.1:${port}`, { mends: true }), keys, async () => {
    await behind.close();
    await rm(directory, { recursive: true, force: true });
  });
}

async function openDoor(
  door: Door,
  keys: Record<string, string | undefined>,
  close: () => Promise<void>,
): Promise<S3Server> {
  const server = createServer((asked, answer) => {
    void door.pass(asked, answer).catch(() => answer.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { AWS_ENDPOINT_URL_S3: endpoint, ...(keys as Record<string, string>) };
  return {
    endpoint,
    requests: door.requests,
    get faultOf() {
      return door.faultOf;
    },
    set faultOf(faultOf) {
      door.faultOf = faultOf;
    },
    env,
    newPlace() {
      Object.assign(process.env, env);
      return `s3://${BUCKET}/${randomUUID().slice(0, 8)}`;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await close();
    },
  };
}

/** Entries of a list in one answer: a server may give as few as it likes. */
const PAGE = 50;

class Door {
  readonly #behind: string;
  readonly #mends: boolean;
  /** By path: who asks for the same object waits for who asked before. */
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly requests = new Map<string, number>();
  faultOf: S3Server['faultOf'] = () => null;

  constructor(behind: string, { mends }: { mends: boolean }) {
    this.#behind = behind.replace(/\/$/, '');
    this.#mends = mends;
  }

  async pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = asked;
    this.requests.set(method, (this.requests.get(method) ?? 0) + 1);
    // Rejects where the sender dies half-way: then nothing was written.
    const body = await buffer(asked);
    const path = url.replace(/\?.*/, '');
    const before = this.#turns.get(path) ?? Promise.resolve();
    const turn = before.then(() => this.#act(asked, body, answer));
    this.#turns.set(
      path,
      turn.catch(() => undefined),
    );
    await turn;
  }

  async #act(asked: IncomingMessage, body: Buffer, answer: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = asked;
    const path = url.replace(/\?.*/, '');
    const fault = this.faultOf({ method, path });
    if (fault === 'busy') return refuse(answer, 503, 'SlowDown');
    if (fault === 'conflict') return refuse(answer, 409, 'ConditionalRequestConflict');
    const only = headers['if-none-match'] === '*' && fault !== 'deaf';
    if (this.#mends && only && (await this.#stands(path)))
      return refuse(answer, 412, 'PreconditionFailed');
    const isList = method === 'GET' && new URL(url, this.#behind).searchParams.has('delimiter');
    if (this.#mends && isList) {
      const { status, xml } = await this.#list(url);
      if (fault === 'lost') return void asked.socket.destroy();
      return void answer.writeHead(status, { 'content-type': 'application/xml' }).end(xml);
    }
    const { 'if-none-match': condition, expect: _, connection: __, ...others } = headers;
    if (!this.#mends && only) others['if-none-match'] = condition;
    const {
      statusCode,
      headers: given,
      body: said,
    } = await request(this.#behind + url, {
      method: method as 'GET',
      headers: others as Record<string, string>,
      ...(body.length > 0 && { body }),
    });
    const whole = Buffer.from(await said.arrayBuffer());
    if (fault === 'lost') return void asked.socket.destroy();
    answer.writeHead(statusCode, given).end(whole);
  }

  /**
   * s3rver forgets common prefixes below which there is no object but only more folders; and its second
   * kind of list breaks off above a thousand keys.
   */
  async #list(url: string): Promise<{ status: number; xml: string }> {
    const asked = new URL(url, this.#behind);
    const prefix = asked.searchParams.get('prefix') ?? '';
    asked.searchParams.delete('delimiter');
    asked.searchParams.delete('list-type');
    const from = Number(asked.searchParams.get('continuation-token') ?? 0);
    asked.searchParams.delete('continuation-token');
    const contents: string[] = [];
    const folders = new Set<string>();
    for (let more = true; more; ) {
      const { statusCode, body } = await request(asked, { headers: signed() });
      const xml = await body.text();
      if (statusCode !== 200) return { status: statusCode, xml };
      for (const [entry, key = ''] of xml.matchAll(
        /<Contents><Key>(.*?)<\/Key>.*?<\/Contents>/gs,
      )) {
        const end = key.indexOf('/', prefix.length);
        if (end < 0) contents.push(entry);
        else folders.add(key.slice(0, end + 1));
        asked.searchParams.set('marker', key);
      }
      more = xml.includes('<IsTruncated>true');
    }
    const prefixes = [...folders].map(
      (one) => `<CommonPrefixes><Prefix>${one}</Prefix></CommonPrefixes>`,
    );
    const all = [...contents, ...prefixes];
    const token = `<NextContinuationToken>${from + PAGE}</NextContinuationToken>`;
    const rest = all.length > from + PAGE;
    const xml = `<?xml version="1.0"?><ListBucketResult><IsTruncated>${rest}</IsTruncated>${rest ? token : ''}${all.slice(from, from + PAGE).join('')}</ListBucketResult>`;
    return { status: 200, xml };
  }

  async #stands(path: string): Promise<boolean> {
    const { statusCode, body } = await request(this.#behind + path, {
      method: 'HEAD',
      headers: signed(),
    });
    await body.dump();
    return statusCode === 200;
  }
}

/** s3rver is told not to look at the signature. */
function signed() {
  return { authorization: 'AWS S3RVER:none', date: new Date().toUTCString() };
}

function refuse(answer: ServerResponse, status: number, code: string): void {
  const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  answer.writeHead(status, { 'content-type': 'application/xml' }).end(xml);
}
