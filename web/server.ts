/** The HTTP server around the pages. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';

export interface WebServer {
  /** Without a slash at its end, as a browser on this machine reaches it. */
  url: string;
  close: () => void;
}

export const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

/** Milliseconds in which the head of a request has to have arrived; answers may take as long as they like. */
const REQUEST_PATIENCE = 10_000;
/** Milliseconds for a request with its body: a page with its folder of pictures, over a slow line. */
const BODY_PATIENCE = 300_000;

/** Rejects with the system's error where the port cannot be had. Port 0 is any free one. */
export async function serveWeb(
  app: Hono,
  { host, port }: { host: string; port: number },
): Promise<WebServer> {
  const server = serve({
    fetch: app.fetch,
    hostname: host,
    port,
    serverOptions: { headersTimeout: REQUEST_PATIENCE, requestTimeout: BODY_PATIENCE },
  });
  await once(server, 'listening');
  const name = LOOPBACK.has(host) ? host : 'localhost';
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${name.includes(':') ? `[${name}]` : name}:${bound}`,
    close: () => {
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
    },
  };
}
