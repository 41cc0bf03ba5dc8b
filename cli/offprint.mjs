#!/usr/bin/env node
// Runs the TypeScript as it stands: no build step, no stale build.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./main.ts');
await main(process.argv, process.env);
