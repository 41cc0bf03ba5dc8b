import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { splitCompanions } from '../../queues/companions.ts';
import { scanInbox } from '../../queues/scan.ts';

it('remembers of files no longer than they are there', async () => {
  const inbox = await mkdtemp(join(tmpdir(), 'offprint-heads-'));
  const heads = new Map<string, boolean>();
  await writeFile(join(inbox, 'a.md'), '# Harbour');
  await writeFile(join(inbox, 'b.md'), '# Ferry');
  const [first, second] = await scanInbox(inbox);
  if (!first || !second) throw new Error('the inbox is empty');
  await splitCompanions([first, second], heads);
  expect([...heads.keys()]).toEqual([first.mark, second.mark]);
  await splitCompanions([second], heads);
  expect([...heads.keys()]).toEqual([second.mark]);
  await rm(inbox, { recursive: true });
});
