/**
 * The guarded GET: the only way Offprint speaks to a server it was told of by
 * a file. Redirects are followed by hand, so that every hop is checked like the
 * first address (shared/address.ts) and dialled by the same connector. Proxy
 * variables are ignored: behind a proxy nobody could check where it connects to.
 */
import { isUtf8 } from 'node:buffer';
import { Agent, type Dispatcher, parseMIMEType } from 'undici';
import { type AddressRules, checkAddress, WEB_PORTS } from './address.ts';
import { Deadline } from './deadline.ts';
import { readBody } from './download/body.ts';
import { dialer, type Resolve, resolveName } from './download/dial.ts';
import { explain } from './download/failure.ts';
import { REDIRECTS, refusal } from './download/status.ts';
import { PermanentError, RetryLater, TransientError } from './errors.ts';
import type { EnterHost, HostAnswer } from './host-turn.ts';

export interface DownloadOptions {
  /** Most decoded bytes. */
  maxBytes: number;
  /** Milliseconds for everything, redirects included; waiting for turns does not count. */
  deadline: number;
  /** The Accept header. */
  accept: string;
  referer?: string;
  /** Waits for a turn before each host that is asked. */
  enterHost: EnterHost;
  signal: AbortSignal;
}

export interface Download {
  bytes: Buffer;
  /** Where the redirects ended. */
  url: string;
  /** Lower case, without parameters; null when the server named none. */
  contentType: string | null;
  charset: string | null;
  /** Whether a redirect led from https to http. */
  downgraded: boolean;
}

/** Times in milliseconds, sizes in bytes. */
export interface DownloadLimits {
  ports: number[];
  redirects: number;
  connectTimeout: number;
  headersTimeout: number;
  maxHeaderSize: number;
  connectionsPerHost: number;
}

export interface OpenDownloadOptions {
  /** `host:port` pairs that may be private addresses, on any port. */
  allowHosts: string[];
  limits?: Partial<DownloadLimits>;
  /** Stands in for the system's resolver. */
  resolve?: Resolve;
  /** Certificate authorities (PEM) to trust instead of the usual ones. */
  authorities?: string[];
}

type Get = (url: URL, options: DownloadOptions) => Promise<Dispatcher.ResponseData>;
/** Asks a host when it is our turn, which lasts until the work on its answer is done. */
type Ask = (url: URL, work: (answer: Dispatcher.ResponseData) => Promise<Found>) => Promise<Found>;
/** What was asked for, or the address that a redirect names. */
type Found = Download | string;

/** Milliseconds that a turn outlives the deadline of its download. */
const LEASE_MARGIN = 5_000;

/** Six connections to a host, as browsers have. */
const LIMITS: DownloadLimits = {
  ports: WEB_PORTS,
  redirects: 5,
  connectTimeout: 5_000,
  headersTimeout: 10_000,
  maxHeaderSize: 16_384,
  connectionsPerHost: 6,
};

const USER_AGENT = 'Mozilla/5.0 (compatible; Offprint/0.1; +https://offprint.dev)';

/**
 * The result throws PermanentError (E_URL_…, E_REDIRECTS, E_TLS, E_DECODED_SIZE, E_ENCODING,
 * E_HTTP… for 4xx), RetryLater (E_HTTP_429: 429, and 503 that names a time), TransientError
 * (E_TIMEOUT, E_CONNECT, E_DNS, E_HTTP for 5xx), and the signal's own reason when it aborts.
 */
export function openDownload({ allowHosts, limits, resolve, authorities }: OpenDownloadOptions) {
  const { redirects, ports, ...wire } = { ...LIMITS, ...limits };
  const rules: AddressRules = {
    allowHosts: new Set(allowHosts.map((pair) => pair.toLowerCase())),
    ports: new Set(ports),
  };
  const agent = new Agent({
    connect: dialer(rules, resolve ?? resolveName, wire.connectTimeout, authorities),
    connections: wire.connectionsPerHost,
    maxHeaderSize: wire.maxHeaderSize,
    headersTimeout: wire.headersTimeout,
    bodyTimeout: 0, // it counts from chunk to chunk, so a drip never trips it: the deadline does
  });
  const get: Get = (url, { accept, referer, signal }) =>
    orAborted(
      signal,
      agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'GET',
        headers: { ...headersFor(accept, referer) },
        signal,
      }),
    );

  return async function download(url: string, options: DownloadOptions): Promise<Download> {
    options.signal.throwIfAborted();
    // Released, but never ended: it also ends the bodies that forget() is still reading away.
    const deadline = new Deadline(options.deadline, options.signal);
    const { signal } = deadline;
    const ask: Ask = async (address, work) => {
      const { enterHost } = options;
      deadline.pause();
      const lease = options.deadline + LEASE_MARGIN;
      const visit = { host: address.host, url: address.href, lease, signal: options.signal };
      const leave = await enterHost(visit);
      deadline.go();
      try {
        const result = await work(await get(address, { ...options, signal }));
        await leave({ kind: typeof result === 'string' ? 'answered' : 'given' });
        return result;
      } catch (error) {
        const failure = explain(error, url, deadline.isOver ? options.deadline : null);
        await leave(options.signal.aborted ? { kind: 'left' } : tookIt(failure));
        throw failure;
      }
    };
    try {
      return await follow(url, options, { ask, rules, redirects });
    } catch (error) {
      options.signal.throwIfAborted();
      throw error;
    } finally {
      deadline.release();
    }
  };
}

/** How the host took it, as others who want to ask it should know. */
function tookIt(failure: unknown): HostAnswer {
  if (failure instanceof RetryLater) return { kind: 'busy', delay: failure.delay };
  const isAway =
    (failure instanceof TransientError && failure.code !== 'E_HTTP') ||
    (failure instanceof PermanentError && failure.code === 'E_TLS');
  return isAway ? { kind: 'unreachable', code: failure.code } : { kind: 'answered' };
}

/** undici itself looks at the signal only once it is connected, which can take seconds. */
function orAborted<T>(signal: AbortSignal, request: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const end = () => signal.removeEventListener('abort', abort);
    request.finally(end).then(resolve, reject);
  });
}

async function follow(
  first: string,
  options: DownloadOptions,
  { ask, rules, redirects }: { ask: Ask; rules: AddressRules; redirects: number },
): Promise<Download> {
  let url = checkAddress(first, rules);
  let downgraded = false;
  const seen = new Set<string>();
  while (seen.size <= redirects) {
    if (seen.has(url.href)) {
      throw new PermanentError('E_REDIRECTS', `The server redirects in a circle: ${url.href}`);
    }
    seen.add(url.href);
    const here = url;
    const found = await ask(here, async (answer) => {
      const target = locationOf(answer);
      if (target === null) return received(answer, here, downgraded, options);
      forget(answer);
      return target;
    });
    if (typeof found !== 'string') return found;
    const next = checkAddress(found, rules, url);
    next.hash = '';
    downgraded ||= url.protocol === 'https:' && next.protocol === 'http:';
    url = next;
  }
  throw new PermanentError('E_REDIRECTS', `More than ${redirects} redirects, starting at ${first}`);
}

async function received(
  answer: Dispatcher.ResponseData,
  url: URL,
  downgraded: boolean,
  { maxBytes }: DownloadOptions,
): Promise<Download> {
  const refused = refusal(answer.statusCode, answer.headers, url.href);
  if (refused) {
    forget(answer);
    throw refused;
  }
  const bytes = await readBody(answer, maxBytes);
  const type = parseMIMEType(String(answer.headers['content-type'] ?? ''));
  const isType = type !== 'failure';
  return {
    bytes,
    url: url.href,
    contentType: isType ? type.essence : null,
    charset: isType ? (type.parameters.get('charset')?.toLowerCase() ?? null) : null,
    downgraded,
  };
}

function locationOf({ statusCode, headers }: Dispatcher.ResponseData): string | null {
  if (!REDIRECTS.has(statusCode) || headers.location === undefined) return null;
  const bytes = Buffer.from(String(headers.location), 'latin1');
  // Header bytes arrive one character each; what servers mean by them is UTF-8, as in browsers.
  return isUtf8(bytes) ? bytes.toString() : bytes.toString('latin1');
}

/** Reads a short body away, so that the connection can be used again; the deadline ends a long one. */
function forget({ body }: Dispatcher.ResponseData): void {
  body.dump({ limit: 65_536 }).catch(() => undefined);
}

function headersFor(accept: string, referer: string | undefined): Record<string, string> {
  const headers = { accept, 'accept-encoding': 'gzip, br', 'user-agent': USER_AGENT };
  if (referer === undefined || !URL.canParse(referer)) return headers;
  // A URL's own form is ASCII, as a header has to be.
  return { ...headers, referer: new URL(referer).href };
}
