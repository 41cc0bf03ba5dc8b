/** Preloaded into every process of a run: each leaves behind what of OpenTelemetry it has loaded. */
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

process.on('exit', () => {
  const folder = process.env.TEST_LOADED_MODULES;
  if (!folder) return;
  const loaded = Object.keys(require.cache).filter((path) => path.includes('@opentelemetry'));
  mkdirSync(folder, { recursive: true });
  const program = process.argv.slice(1).join(' ');
  writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify({ program, loaded }));
});
