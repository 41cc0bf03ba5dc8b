/** The store of the tests, with a prefix of one's own, and nothing left behind. */
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { Producer, type QueueSettings } from '../../queues/producer.ts';
import { connect } from '../../shared/queue-store.ts';

export interface TestQueues extends QueueSettings {
  producer: Producer;
  /** Removes every key of this prefix, and closes the connections. */
  wipe(): Promise<void>;
}

export async function openTestQueues(): Promise<TestQueues> {
  const { address, kind } = inject('store');
  const settings = { address, kind, prefix: `test-${randomUUID()}` };
  const producer = new Producer(settings);
  await producer.ready();
  return {
    ...settings,
    producer,
    async wipe() {
      await producer.close();
      const redis = connect(address, { failFast: false });
      for await (const keys of redis.scanStream({ match: `${settings.prefix}:*`, count: 500 })) {
        if (keys.length > 0) await redis.del(keys);
      }
      redis.disconnect();
    },
  };
}
