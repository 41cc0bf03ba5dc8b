/** A real server on a free port of this machine, which counts its visitors and goes with the test. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Certificate } from './certificates.ts';

export interface WebServer {
  port: number;
  /** `http://127.0.0.1:PORT` or `https://…` */
  origin: string;
  /** `127.0.0.1:PORT` */
  host: string;
  /** Connections so far, whether anything was asked on them or not. */
  connections: () => number;
}

export async function serve(
  listener: RequestListener,
  { certificate, address = '127.0.0.1' }: { certificate?: Certificate; address?: string } = {},
): Promise<WebServer> {
  const server = certificate ? createSecureServer(certificate, listener) : createServer(listener);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, address);
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  const host = `${address}:${port}`;
  return {
    port,
    host,
    origin: `${certificate ? 'https' : 'http'}://${host}`,
    connections: () => connections,
  };
}
