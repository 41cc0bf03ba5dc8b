/**
 * `state/` and `archive/` in a bucket: `s3://BUCKET/PREFIX`. All that knows the SDK, which is loaded only
 * where it is asked for. How a folder appears there: docs/decisions/0016-folders-on-s3.md.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import { deliveryOf } from './delivery.ts';
import { RetryLater } from './errors.ts';
import type { Storage } from './storage.ts';

type Sdk = typeof import('@aws-sdk/client-s3') & typeof import('@aws-sdk/lib-storage');
type Client = InstanceType<Sdk['S3Client']>;

/** Milliseconds. */
const CONNECT_WITHIN = 5_000;
const ANSWER_WITHIN = 60_000;
/** Requests that fail for a moment (503, a broken connection) are tried so often, later each time. */
const TRIES = 5;
/** Milliseconds until what could not be reached is asked again. */
const AWAY = 10_000;
/** Bytes above which a file is sent in parts. */
const PART = 8 * 1024 ** 2;
const AT_ONCE = 8;
/** Who try to be the first, when a server is tried out. */
const RIVALS = 8;
/** Milliseconds between two looks for news: each costs a request. */
const LOOK_EVERY = 1_000;

export interface S3Place {
  bucket: string;
  /** Empty, or ends in `/`. */
  prefix: string;
}

/** `s3://BUCKET/PREFIX`; null where it is none. */
export function parseS3(place: string): S3Place | null {
  const [, bucket, rest = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(place) ?? [];
  if (bucket === undefined) return null;
  const prefix = rest.replace(/^\/+|\/+$/g, '');
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}

/** Endpoint, region and keys come from the environment (`AWS_…`), as with every program that uses S3. */
export async function openS3(place: S3Place): Promise<S3Storage> {
  const [client, upload] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/lib-storage'),
  ]);
  return new S3Storage({ ...client, ...upload }, place);
}

export class S3Storage implements Storage {
  readonly lookEvery = LOOK_EVERY;
  readonly #sdk: Sdk;
  readonly #client: Client;
  readonly #where: S3Place;

  constructor(sdk: Sdk, place: S3Place) {
    this.#sdk = sdk;
    this.#where = place;
    this.#client = new sdk.S3Client({
      maxAttempts: TRIES,
      // Buckets of servers of one's own are seldom names in a DNS.
      forcePathStyle: true,
      requestHandler: {
        connectionTimeout: CONNECT_WITHIN,
        requestTimeout: ANSWER_WITHIN,
        throwOnRequestTimeout: true,
      },
    });
  }

  async read(key: string): Promise<Buffer | null> {
    const { GetObjectCommand } = this.#sdk;
    return this.#asking(null, async () => {
      const { Body } = await this.#client.send(new GetObjectCommand(this.#at(key)));
      return Body ? Buffer.from(await Body.transformToByteArray()) : null;
    });
  }

  async has(key: string): Promise<boolean> {
    const { HeadObjectCommand } = this.#sdk;
    return this.#asking(false, async () => {
      await this.#client.send(new HeadObjectCommand(this.#at(key)));
      return true;
    });
  }

  async write(key: string, content: string | Uint8Array): Promise<void> {
    await this.#put(key, content);
  }

  /** False may also mean that this very write was done and its answer lost. */
  async create(key: string, content: string | Uint8Array): Promise<boolean> {
    return this.#put(key, content, 'only where nothing is');
  }

  /** The last of the files makes it whole. False also where other bytes lie in the way of one. */
  async createFolder(key: string, files: ReadonlyMap<string, string | Uint8Array>) {
    const [last, ...others] = [...files].reverse();
    if (!last || (await this.has(`${key}/${last[0]}`))) return false;
    const placed = await pMap(others, ([name, content]) => this.#place(`${key}/${name}`, content), {
      concurrency: AT_ONCE,
    });
    return placed.every(Boolean) && this.create(`${key}/${last[0]}`, last[1]);
  }

  async list(folder: string): Promise<string[]> {
    const base = `${this.#key(folder)}/`;
    const { CommonPrefixes, Contents } = await this.#objects(base, '/');
    return [...Contents, ...CommonPrefixes]
      .map((key) => key.slice(base.length))
      .filter((name) => name !== '' && !name.startsWith('.'))
      .sort();
  }

  async remove(key: string): Promise<void> {
    const { DeleteObjectCommand } = this.#sdk;
    const { Contents } = await this.#objects(`${this.#key(key)}/`);
    // What makes a folder whole goes first: half a folder is none.
    const [first, rest] = [Contents.filter(isManifest), Contents.filter((one) => !isManifest(one))];
    for (const keys of [first, [...rest, this.#key(key)]]) {
      await pMap(
        keys,
        (Key) =>
          this.#asking(null, () =>
            this.#client.send(new DeleteObjectCommand({ ...this.#at(''), Key })),
          ),
        { concurrency: AT_ONCE },
      );
    }
  }

  /** Nothing lies half-written here; parts of a broken upload are for the bucket's lifecycle rule. */
  async sweep(): Promise<void> {}

  /** Tries whether it keeps to the condition without which two writers could mix their files. */
  async refusal(): Promise<string | null> {
    const key = `.probe/${randomUUID()}`;
    try {
      // At once: some servers look first and write then, and let several in.
      const tries = Array.from({ length: RIVALS }, (_, n) => this.create(key, `rival ${n}`));
      const won = (await Promise.all(tries)).filter(Boolean).length;
      await this.remove(key);
      return won > 1
        ? `The S3 server of ${this.#name} does not keep to If-None-Match, so several workers could spoil each other's files. Use one that knows conditional writes.`
        : null;
    } catch (error) {
      if (error instanceof RetryLater) return error.message;
      throw error;
    }
  }

  get #name(): string {
    return `s3://${this.#where.bucket}/${this.#where.prefix}`;
  }

  /** Whether exactly this lies there now. */
  async #place(key: string, content: string | Uint8Array): Promise<boolean> {
    if (await this.create(key, content)) return true;
    return (await this.read(key))?.equals(Buffer.from(content)) ?? false;
  }

  /** @returns false where the condition does not hold. */
  async #put(key: string, content: string | Uint8Array, only?: 'only where nothing is') {
    const { type, cache, attachment } = deliveryOf(key);
    const params = {
      ...this.#at(key),
      ...(only && { IfNoneMatch: '*' }),
      Body: Buffer.from(content),
      ContentType: type,
      CacheControl: cache,
      ...(attachment && { ContentDisposition: 'attachment' }),
    };
    return this.#asking(false, async () => {
      await new this.#sdk.Upload({ client: this.#client, params, partSize: PART }).done();
      return true;
    });
  }

  /** All keys below, and with a delimiter the folders right below. */
  async #objects(Prefix: string, Delimiter?: string) {
    const found: Record<'Contents' | 'CommonPrefixes', string[]> = {
      Contents: [],
      CommonPrefixes: [],
    };
    const input = { Bucket: this.#where.bucket, Prefix, Delimiter };
    await this.#asking(null, async () => {
      const pages = this.#sdk.paginateListObjectsV2({ client: this.#client }, input);
      for await (const { Contents = [], CommonPrefixes = [] } of pages) {
        found.Contents.push(...Contents.flatMap(({ Key }) => Key ?? []));
        found.CommonPrefixes.push(...CommonPrefixes.flatMap((one) => one.Prefix ?? []));
      }
    });
    return found;
  }

  /**
   * What the bucket answers, as `Storage` says it: `otherwise` where there is no such object or a condition
   * does not hold, and for everything else that the place is away.
   */
  async #asking<T>(otherwise: T, ask: () => Promise<T>): Promise<T> {
    for (let turn = 1; ; turn += 1) {
      try {
        return await ask();
      } catch (error) {
        const { name, $metadata } = error as {
          name?: string;
          $metadata?: { httpStatusCode?: number };
        };
        const status = $metadata?.httpStatusCode;
        // Of two conditional writes at once one may be told to come again.
        if (status === 409 && turn < TRIES) await sleep(50 * 2 ** turn * Math.random());
        else if (status === 412 || (status === 404 && name !== 'NoSuchBucket')) return otherwise;
        else throw away(error, this.#name);
      }
    }
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#where.bucket, Key: this.#key(key) };
  }

  #key(key: string): string {
    if (key.startsWith('/') || key.split('/').includes('..'))
      throw new Error(`storage key leaves the root: ${key}`);
    // A folder may be named as `list` names it.
    return this.#where.prefix + key.replace(/\/$/, '');
  }
}

function isManifest(key: string): boolean {
  return key.endsWith('/manifest-sha256.txt');
}

function away(cause: unknown, place: string): RetryLater {
  const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new RetryLater('E_STORAGE', AWAY, `${place} cannot be used just now: ${why}`, { cause });
}
