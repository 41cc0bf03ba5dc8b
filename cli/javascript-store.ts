/**
 * The process of the JavaScript store. The library always listens on every network, and has no password:
 * so listening is narrowed to loopback before it is asked to.
 */
import { Server } from 'node:net';
import { createRedisServer } from 'js-redis-server';
import { liveWithParent } from '../shared/forked.ts';

liveWithParent();

const listen = Server.prototype.listen;
Server.prototype.listen = function onLoopback(this: Server, port: number) {
  return Reflect.apply(listen, this, [port, '127.0.0.1']);
} as typeof listen;

const { port } = await createRedisServer({ port: Number(process.argv[2] ?? 0) });
process.send?.({ port });
