// Loaded before a program (`node --import`): host names that stand in the file TEST_NAMES, as JSON, have the
// addresses that stand there, looked up anew each time. So a name can move while a program runs.
import dns from 'node:dns';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { lookup } = dns;
dns.lookup = (host, options, callback = options) => {
  const address = JSON.parse(readFileSync(process.env.TEST_NAMES, 'utf8'))[host];
  if (!address) return lookup(host, options, callback);
  const all = typeof options === 'object' && options.all;
  setImmediate(() => (all ? callback(null, [{ address, family: 4 }]) : callback(null, address, 4)));
};
syncBuiltinESMExports();
