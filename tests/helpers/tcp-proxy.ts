/** A network in bad health: stands between a program and a server on this machine. */
import { once } from 'node:events';
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface TcpProxy {
  port: number;
  /** Milliseconds that whatever is sent takes, each way. */
  latency: number;
  /** What is sent comes in pieces of so many bytes. */
  slice: number;
  /**
   * Half-open: connections stand and are accepted, and nothing passes through them; nor ever again through
   * one that has lost something, as behind a router that has forgotten it.
   */
  deaf: boolean;
  /** Breaks every connection there is, as a router does that was started again. */
  reset(): void;
  /** Nobody listens at the port any more; connections break. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

/** @param host where it listens: any address of 127.0.0.0/8. */
export async function startTcpProxy(
  target: { port: number },
  { host = '127.0.0.1', port = 0 } = {},
): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  const proxy: TcpProxy = {
    port,
    latency: 0,
    slice: Number.POSITIVE_INFINITY,
    deaf: false,
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async down() {
      const closing = server;
      server = null;
      closing?.close();
      proxy.reset();
      if (closing) await once(closing, 'close');
    },
    async up() {
      server = createServer((near) => connect(near));
      server.listen(proxy.port, host);
      await once(server, 'listening');
      proxy.port = (server.address() as AddressInfo).port;
    },
    close: () => proxy.down(),
  };
  await proxy.up();
  return proxy;

  function connect(near: Socket): void {
    const far = createConnection({ host: '127.0.0.1', port: target.port });
    const line = { isForgotten: false };
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      void pass(from, to, line);
    }
  }

  async function pass(from: Socket, to: Socket, line: { isForgotten: boolean }): Promise<void> {
    try {
      for await (const chunk of from) {
        line.isForgotten ||= proxy.deaf;
        if (!line.isForgotten) await send(chunk, to);
      }
      to.end();
    } catch {
      to.destroy();
    }
  }

  async function send(chunk: Buffer, to: Socket): Promise<void> {
    if (proxy.latency > 0) await sleep(proxy.latency);
    for (let at = 0; at < chunk.length; at += proxy.slice) {
      to.write(chunk.subarray(at, Math.min(chunk.length, at + proxy.slice)));
      if (chunk.length > proxy.slice) await sleep(1);
    }
  }
}
