/** The process of the JavaScript store. Ends when its parent does; Ctrl-C is for the parent. */
import { createRedisServer } from 'js-redis-server';

process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));

const { port } = await createRedisServer({ port: Number(process.argv[2] ?? 0) });
process.send?.({ port });
