/** Against real servers on this machine. Rows are those of docs/bad-inputs.md. */
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  type DownloadOptions,
  type OpenDownloadOptions,
  openDownload,
} from '../../shared/download.ts';
import type { EnterHost } from '../../shared/host-turn.ts';
import { certificateFor } from '../helpers/certificates.ts';
import { serve, type WebServer } from '../helpers/web-server.ts';

type Options = Partial<DownloadOptions>;

function opened(settings: Partial<OpenDownloadOptions> = {}) {
  const download = openDownload({ allowHosts: [], ...settings });
  return (url: string, options: Options = {}) =>
    download(url, {
      maxBytes: 1_000_000,
      deadline: 10_000,
      accept: '*/*',
      enterHost: async () => async () => {},
      signal: new AbortController().signal,
      ...options,
    });
}

/** Asks a server of the test for `/`. */
async function ask(listener: RequestListener, options: Options = {}) {
  const server = await serve(listener);
  return opened({ allowHosts: [server.host] })(`${server.origin}/`, options);
}

/** A server that says what it is told to, byte for byte. */
async function serveRaw(talk: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => talk(socket));
    onTestFinished(() => void socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** For a header that holds UTF-8 as it is, which Node would not write. */
const raw = (text: string) => Buffer.from(text).toString('latin1');
const error = (name: string, code: string) => expect.objectContaining({ name, code });
const permanent = (code: string) => error('PermanentError', code);
const transient = (code: string) => error('TransientError', code);

describe('download', () => {
  it('brings the bytes and says what they are', async () => {
    const download = await ask((_, response) => {
      response.setHeader('content-type', 'Text/HTML; Charset="GB18030"').end('文章');
    });

    expect(download.bytes.toString()).toBe('文章');
    expect(download).toMatchObject({
      contentType: 'text/html',
      charset: 'gb18030',
      downgraded: false,
    });
  });

  it('names itself, asks for what it was told to, and says where the address stood', async () => {
    let headers: Record<string, unknown> = {};
    const listener: RequestListener = (request, response) => {
      headers = request.headers;
      response.end();
    };

    const { contentType } = await ask(listener, {
      accept: 'image/*',
      referer: 'https://news.test/新闻#top',
    });

    expect(contentType).toBeNull();
    expect(headers).toMatchObject({
      accept: 'image/*',
      'accept-encoding': 'gzip, br',
      referer: 'https://news.test/%E6%96%B0%E9%97%BB#top',
      'user-agent': expect.stringContaining('Offprint'),
    });
    expect(headers).not.toHaveProperty('cookie');
  });

  it('stops with the reason of its signal', async () => {
    const controller = new AbortController();
    const asked = ask(() => controller.abort(new Error('the job was cancelled')), {
      signal: controller.signal,
    });
    await expect(asked).rejects.toThrow('the job was cancelled');
  });

  it('ignores the variables that name a proxy', async () => {
    const proxy = await serve((_, response) => void response.end('proxied'));
    for (const name of ['http_proxy', 'HTTP_PROXY', 'ALL_PROXY']) vi.stubEnv(name, proxy.origin);
    onTestFinished(() => void vi.unstubAllEnvs());

    const { bytes } = await ask((_, response) => void response.end('direct'));

    expect(bytes.toString()).toBe('direct');
    expect(proxy.connections()).toBe(0);
  });

  it('tries the next address of an allowed host when the first does not answer', async () => {
    const server = await serve((_, response) => void response.end('here'));
    const download = opened({
      allowHosts: [`two.test:${server.port}`],
      resolve: async () => [
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ],
    });
    expect((await download(`http://two.test:${server.port}/`)).bytes.toString()).toBe('here');
  });

  it('shows an internationalised name as punycode (row 59)', async () => {
    const server = await serve((_, response) => void response.end());
    const download = opened({
      allowHosts: [`xn--fsqu00a.test:${server.port}`],
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    const { url } = await download(`http://例子.test:${server.port}/`);
    expect(url).toBe(`http://xn--fsqu00a.test:${server.port}/`);
  });
});

describe('a private address (rows 56 and 57)', () => {
  const ADDRESSES = [
    ...['127.0.0.1', '[::1]', '2130706433', '0x7f.1', '0', '017700000001', '①②⑦.⓪.⓪.①', '127.1'],
    ...['[::ffff:127.0.0.1]', '[::ffff:10.0.0.1]', '[::127.0.0.1]', '[64:ff9b::7f00:1]'],
    ...['[2606:4700::5efe:7f00:1]', '169.254.169.254', '100.64.0.1', '168.63.129.16'],
  ];

  /** A server that nobody may reach, and a download that would find its port in order. */
  async function canary(resolve?: OpenDownloadOptions['resolve']) {
    const server = await serve((_, response) => void response.end('secret'));
    const settings = { limits: { ports: [server.port] }, ...(resolve && { resolve }) };
    return { server, download: opened(settings) };
  }

  it.each(ADDRESSES)('is refused when the URL says %s', async (address) => {
    const { server, download } = await canary();

    await expect(download(`http://${address}:${server.port}/`)).rejects.toEqual(
      permanent('E_URL_PRIVATE'),
    );
    expect(server.connections()).toBe(0);
  });

  it.each([
    ...['127.0.0.1', '::1', '0.0.0.0', '::', '::ffff:127.0.0.1', '::127.0.0.1', '10.0.0.1'],
    ...['64:ff9b::7f00:1', '2606:4700::5efe:7f00:1', '169.254.169.254', '100.64.0.1'],
    ...['168.63.129.16', 'fe80::1', 'fd00::1'],
  ])('is refused when a name resolves to %s', async (address) => {
    const { server, download } = await canary(async () => [
      { address, family: address.includes(':') ? 6 : 4 },
    ]);

    await expect(download(`http://news.test:${server.port}/`)).rejects.toEqual(
      permanent('E_URL_PRIVATE'),
    );
    expect(server.connections()).toBe(0);
  });

  it.each(ADDRESSES)('is refused when a redirect leads to %s (row 58)', async (address) => {
    const { server } = await canary();
    const front = await serve((_, response) =>
      response.writeHead(302, { location: raw(`http://${address}:${server.port}/`) }).end(),
    );
    const download = opened({ allowHosts: [front.host], limits: { ports: [server.port] } });

    await expect(download(front.origin)).rejects.toEqual(permanent('E_URL_PRIVATE'));
    expect(server.connections()).toBe(0);
  });

  it('is refused when it is one of several answers', async () => {
    const { server, download } = await canary(async () => [
      { address: '3fff:ffff::1', family: 6 },
      { address: '8.8.8.8', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]);

    await expect(download(`http://news.test:${server.port}/`)).rejects.toEqual(
      permanent('E_URL_PRIVATE'),
    );
    expect(server.connections()).toBe(0);
  });

  it('is not reached when the resolver changes its mind after the check', async () => {
    // 3000::/8 is not given to anybody, so nobody is disturbed by the attempt.
    let asked = 0;
    const { server, download } = await canary(async () => {
      asked += 1;
      return asked === 1
        ? [{ address: '3000::1', family: 6 }]
        : [{ address: '127.0.0.1', family: 4 }];
    });

    const refused = download(`http://news.test:${server.port}/`, { deadline: 300 });

    await expect(refused).rejects.toMatchObject({ name: 'TransientError' });
    expect(asked).toBe(1);
    expect(server.connections()).toBe(0);
  });

  it('is reached on an allowed port only', async () => {
    const { server } = await canary();
    const download = opened({
      allowHosts: [`127.0.0.1:${server.port + 1}`],
      limits: { ports: [server.port] },
    });
    await expect(download(server.origin)).rejects.toEqual(permanent('E_URL_PRIVATE'));
  });
});

describe('redirects (row 58)', () => {
  /** `/N` leads to `/N-1`, and `/0` is the end. */
  const countdown: RequestListener = ({ url = '' }, response) => {
    const left = Number(url.slice(1));
    if (left === 0) response.end('the end');
    else response.writeHead(301, { location: `${left - 1}` }).end('a body that nobody reads');
  };

  it('are followed five times', async () => {
    const server = await serve(countdown);
    const answer = await opened({ allowHosts: [server.host] })(`${server.origin}/5`);
    expect(answer.url).toBe(`${server.origin}/0`);
    expect(answer.bytes.toString()).toBe('the end');
  });

  it('are not followed a sixth time', async () => {
    const server = await serve(countdown);
    await expect(opened({ allowHosts: [server.host] })(`${server.origin}/6`)).rejects.toEqual(
      permanent('E_REDIRECTS'),
    );
  });

  it('are not followed in a circle', async () => {
    let asked = 0;
    const circle: RequestListener = ({ url }, response) => {
      asked += 1;
      response.writeHead(302, { location: url === '/' ? '/again' : '/#there' }).end();
    };
    await expect(ask(circle)).rejects.toEqual(permanent('E_REDIRECTS'));
    expect(asked).toBe(2);
  });

  it.each([
    ['file:///etc/passwd', 'E_URL_SCHEME'],
    ['http://user:pass@127.0.0.1/', 'E_URL_CREDENTIALS'],
    ['http://news.test:22/', 'E_URL_PORT'],
  ])('are checked like the first address: %s', async (location, code) => {
    const asked = ask((_, response) => void response.writeHead(302, { location }).end());
    await expect(asked).rejects.toEqual(permanent(code));
  });

  it('are followed to an address in bare UTF-8', async () => {
    const listener: RequestListener = ({ url = '' }, response) => {
      if (url === '/') response.writeHead(302, { location: raw('/新闻') }).end();
      else response.end(decodeURI(url));
    };
    expect((await ask(listener)).bytes.toString()).toBe('/新闻');
  });

  it('that name no place are an error', async () => {
    await expect(ask((_, response) => void response.writeHead(302).end())).rejects.toEqual(
      permanent('E_HTTP'),
    );
  });

  it('from https to http are followed and noted', async () => {
    const plain = await serve((_, response) => void response.end('plain'));
    const certificate = certificateFor('secure.test');
    const secure = await serve(
      (_, response) => void response.writeHead(302, { location: plain.origin }).end(),
      { certificate },
    );
    const download = opened({
      allowHosts: [plain.host, `secure.test:${secure.port}`],
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      authorities: [certificate.cert],
    });

    const answer = await download(`https://secure.test:${secure.port}/`);

    expect(answer).toMatchObject({ downgraded: true, url: `${plain.origin}/` });
  });
});

describe('packed answers (row 60)', () => {
  const packed =
    (encoding: string, bytes: Buffer): RequestListener =>
    (_, response) =>
      void response.writeHead(200, { 'content-encoding': encoding }).end(bytes);

  it.each([
    ['gzip', gzipSync('文章')],
    ['X-GZip', gzipSync('文章')],
    ['br', brotliCompressSync('文章')],
    ['identity', Buffer.from('文章')],
  ])('are unpacked when packed once with %s', async (encoding, bytes) => {
    expect((await ask(packed(encoding, bytes))).bytes.toString()).toBe('文章');
  });

  it.each([
    ['200 MB in 194 kB', gzipSync(Buffer.alloc(20_000_000)), 1_000_000],
    ['two hundred times its size', gzipSync(Buffer.alloc(4_000_000)), 10_000_000],
    ['one byte too many', gzipSync(Buffer.alloc(1_001)), 1_000],
  ])('are not unpacked beyond the limit: %s', async (_, bytes, maxBytes) => {
    await expect(ask(packed('gzip', bytes), { maxBytes })).rejects.toEqual(
      permanent('E_DECODED_SIZE'),
    );
  });

  it.each([
    ['gzip, gzip', gzipSync(gzipSync('x'))],
    [Array(100).fill('gzip').join(','), gzipSync('x')],
    ['deflate', Buffer.from('x')],
    ['gzip', Buffer.from('this is not gzip')],
    ['br', Buffer.from([0xff, 0xff, 0xff, 0xff])],
  ])('are refused when packed with %.20s', async (encoding, bytes) => {
    await expect(ask(packed(encoding, bytes))).rejects.toEqual(permanent('E_ENCODING'));
  });

  it('that break off may come whole another time', async () => {
    const half = gzipSync(Buffer.from('文章'.repeat(500))).subarray(0, 40);
    await expect(ask(packed('gzip', half))).rejects.toEqual(transient('E_CONNECT'));
  });
});

describe('endless and broken answers (row 61)', () => {
  it('end at the deadline when they drip', async () => {
    const drip: RequestListener = (_, response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    };
    await expect(ask(drip, { deadline: 150 })).rejects.toEqual(transient('E_TIMEOUT'));
  });

  it('end at the deadline when their headers do not end', async () => {
    const host = await serveRaw((socket) => void socket.write('HTTP/1.1 200 OK\r\nx-a: '));
    const download = opened({ allowHosts: [host] });
    await expect(download(`http://${host}/`, { deadline: 150 })).rejects.toEqual(
      transient('E_TIMEOUT'),
    );
  });

  it('end at the deadline when there is no connection yet', async () => {
    const download = opened({
      limits: { connectTimeout: 30_000 },
      resolve: () => new Promise(() => undefined),
    });
    await expect(download('http://slow.test/', { deadline: 50 })).rejects.toEqual(
      transient('E_TIMEOUT'),
    );
  });

  it('end before the deadline when no header comes', async () => {
    const host = await serveRaw(() => undefined);
    // The timer of undici ticks once a second.
    const download = opened({ allowHosts: [host], limits: { headersTimeout: 50 } });
    await expect(download(`http://${host}/`)).rejects.toEqual(transient('E_TIMEOUT'));
  });

  it('end when the headers are larger than 16 kB', async () => {
    const host = await serveRaw(
      (socket) => void socket.write(`HTTP/1.1 200 OK\r\nx-a: ${'a'.repeat(20_000)}\r\n\r\n`),
    );
    await expect(opened({ allowHosts: [host] })(`http://${host}/`)).rejects.toEqual(
      permanent('E_HTTP'),
    );
  });

  it('end at the limit when their body does not end', async () => {
    const endless: RequestListener = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      more();
    };
    await expect(ask(endless)).rejects.toEqual(permanent('E_DECODED_SIZE'));
  });

  it('are not begun when they say themselves that they are too large', async () => {
    const huge: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-length': 2_000_000 }).write('x');
    };
    await expect(ask(huge)).rejects.toEqual(permanent('E_DECODED_SIZE'));
  });

  it.each<[string, (socket: Socket) => void]>([
    [
      'less comes than was promised',
      (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort'),
    ],
    ['the connection is reset', (socket) => void socket.resetAndDestroy()],
    ['it is closed without a word', (socket) => void socket.end()],
    [
      'a chunk is cut off',
      (socket) =>
        void socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\nshort'),
    ],
  ])('are worth another try when %s', async (_, talk) => {
    const host = await serveRaw(talk);
    await expect(opened({ allowHosts: [host] })(`http://${host}/`)).rejects.toEqual(
      transient('E_CONNECT'),
    );
  });

  it('are worth another try when nobody listens, or the name is not known', async () => {
    const download = opened({
      allowHosts: ['127.0.0.1:9'],
      resolve: async () => {
        throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
      },
    });
    await expect(download('http://127.0.0.1:9/')).rejects.toEqual(transient('E_CONNECT'));
    await expect(download('http://nowhere.test/')).rejects.toEqual(transient('E_DNS'));
  });

  it('leave the process standing', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled).on('uncaughtException', unhandled);
    onTestFinished(() => {
      process.off('unhandledRejection', unhandled).off('uncaughtException', unhandled);
    });
    const server = await serve((_, response) => {
      response.writeHead(404).write('x');
      response.on('drain', () => undefined);
      setImmediate(() => response.destroy());
    });
    const download = opened({ allowHosts: [server.host] });
    await expect(download(server.origin)).rejects.toEqual(permanent('E_HTTP_404'));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('refusals (row 62)', () => {
  const status =
    (code: number, headers = {}): RequestListener =>
    (_, response) =>
      void response.writeHead(code, headers).end();

  it.each([
    [400, permanent('E_HTTP')],
    [401, permanent('E_HTTP_401')],
    [403, permanent('E_HTTP_403')],
    [404, permanent('E_HTTP_404')],
    [410, permanent('E_HTTP_410')],
    [451, permanent('E_HTTP')],
    [304, permanent('E_HTTP')],
    [408, transient('E_TIMEOUT')],
    [500, transient('E_HTTP')],
    [503, transient('E_HTTP')],
  ])('%i', async (code, expected) => {
    await expect(ask(status(code))).rejects.toEqual(expected);
  });

  it.each([
    [429, '120', 120_000],
    [503, '120', 120_000],
    [429, '999999', 3_600_000],
    [429, 'Wed, 21 Oct 2015 07:28:00 GMT', 0],
    [429, 'soon', 8_000],
  ])('%i with Retry-After: %s waits %i ms', async (code, after, delay) => {
    const refused = ask(status(code, { 'retry-after': after }));
    await expect(refused).rejects.toMatchObject({ name: 'RetryLater', code: 'E_HTTP_429', delay });
  });

  it('names status and address', async () => {
    await expect(ask(status(451))).rejects.toThrow(/The server answered 451: http:/);
  });
});

describe('certificates (row 63)', () => {
  const good = certificateFor('secure.test');
  const expired = certificateFor('secure.test', { expired: true });
  const answer: RequestListener = (_, response) => void response.end('secret');

  function askFor(host: string, server: WebServer, authorities?: string[]) {
    return opened({
      allowHosts: [`${host}:${server.port}`],
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      ...(authorities && { authorities }),
    })(`https://${host}:${server.port}/`);
  }

  it('of a known authority, for this name and in time, are good', async () => {
    const server = await serve(answer, { certificate: good });
    expect((await askFor('secure.test', server, [good.cert])).bytes.toString()).toBe('secret');
  });

  it('signed by themselves are refused', async () => {
    const server = await serve(answer, { certificate: good });
    await expect(askFor('secure.test', server)).rejects.toEqual(permanent('E_TLS'));
  });

  it('for another name are refused', async () => {
    const server = await serve(answer, { certificate: good });
    await expect(askFor('other.test', server, [good.cert])).rejects.toEqual(permanent('E_TLS'));
  });

  it('out of date are refused, and the message says so', async () => {
    const server = await serve(answer, { certificate: expired });
    await expect(askFor('secure.test', server, [expired.cert])).rejects.toThrow(/CERT_HAS_EXPIRED/);
    await expect(askFor('secure.test', server, [expired.cert])).rejects.toEqual(permanent('E_TLS'));
  });
});

describe('turns', () => {
  it('are taken before each host that is asked, and told how it went', async () => {
    const told: string[] = [];
    const enterHost: EnterHost = async ({ host, url, lease }) => {
      told.push(`${url.replace(host, '')} ${lease}`);
      return async (answer) => void told.push(answer.kind);
    };
    await ask(
      (request, response) => {
        if (request.url === '/there') response.end('here');
        else response.writeHead(302, { location: '/there' }).end();
      },
      { enterHost, deadline: 3_000 },
    );
    expect(told).toEqual(['http:/// 8000', 'answered', 'http:///there 8000', 'given']);
  });

  it.each([
    [404, {}, { kind: 'answered' }],
    [500, {}, { kind: 'answered' }],
    [429, { 'retry-after': '7' }, { kind: 'busy', delay: 7_000 }],
  ] as const)('end with what %i means for others', async (status, headers, expected) => {
    const leave = vi.fn(async () => {});
    const failed = ask((_, response) => response.writeHead(status, headers).end(), {
      enterHost: async () => leave,
    });
    await expect(failed).rejects.toThrow();
    expect(leave.mock.calls).toEqual([[expected]]);
  });

  it('end with the reason why a host cannot be reached', async () => {
    const leave = vi.fn(async () => {});
    const host = await serveRaw((socket) => socket.resetAndDestroy());
    const download = opened({ allowHosts: [host] });
    await expect(download(`http://${host}/`, { enterHost: async () => leave })).rejects.toThrow();
    expect(leave.mock.calls).toEqual([[{ kind: 'unreachable', code: 'E_CONNECT' }]]);
  });

  it('may be waited for without losing time to download', async () => {
    const enterHost: EnterHost = async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return async () => {};
    };
    const { bytes } = await ask((_, response) => response.end('cat'), { enterHost, deadline: 250 });
    expect(bytes.toString()).toBe('cat');
  });
});
