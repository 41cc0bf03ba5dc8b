/** How an article ends: what is written for the inbox process to fold into the receipt. */

import { z } from 'zod';
import { articleFolder } from '../shared/archive-layout.ts';
import type { ArticleJob, PublishedArticle } from '../shared/article.ts';
import { type Code, codes } from '../shared/codes.ts';
import type { StageName } from '../shared/config.ts';
import type { Early } from '../shared/errors.ts';
import { failpoint } from '../shared/failpoint.ts';
import { redact } from '../shared/redact.ts';
import type { Storage } from '../shared/storage.ts';
import { releaseClaim } from './claims.ts';
import { Outputs, workFolder } from './outputs.ts';
import { type End, Receipts, type Step } from './receipts.ts';

const NO_PICTURES = { stored: 0, rescued: 0, missing: 0 };

/** All that is known of what was accepted and how far it is. */
export class Ledger {
  readonly state: Storage;
  readonly receipts: Receipts;
  readonly outputs: Outputs;

  constructor(state: Storage) {
    this.state = state;
    this.receipts = new Receipts(state);
    this.outputs = new Outputs(state);
  }

  async addressOf(ref: string): Promise<string | null> {
    const bytes = await this.state.read(addressKey(ref));
    return bytes && z.string().parse(JSON.parse(bytes.toString()));
  }

  async writeAddress(ref: string, url: string): Promise<void> {
    await this.state.write(addressKey(ref), JSON.stringify(url));
  }
}

export async function endPublished(
  ledger: Ledger,
  job: ArticleJob,
  { article, steps }: { article: PublishedArticle; steps: Step[] },
) {
  const { lost: _, ...known } = article;
  await end(ledger, job, { ...known, steps, outcome: 'published' });
}

export async function endDuplicate(
  ledger: Ledger,
  job: ArticleJob,
  { early, steps }: { early: Extract<Early, { outcome: 'duplicate' }>; steps: Step[] },
) {
  const path = `${articleFolder(early.id)}/index.html`;
  await end(ledger, job, { ...early, path, code: 'W_DUPLICATE', steps });
}

/** Gives the version back first: the same bytes may be dropped again and do better. */
export async function endFailed(
  ledger: Ledger,
  job: ArticleJob,
  why: { code: Code; message: string; stage: StageName | 'inbox'; attempts: number },
) {
  const {
    id = null,
    version = null,
    url = null,
    header,
  } = await ledger.outputs.latest(job.receipt);
  if (id && version) await releaseClaim(ledger.state, { id, version, receipt: job.receipt });
  const steps = (await ledger.outputs.steps(job.receipt)).map((step) =>
    step.outcome === 'trying' ? { ...step, outcome: 'failed' as const } : step,
  );
  const title = header?.title ?? null;
  await end(ledger, job, { outcome: 'failed', id, version, url, title, steps, ...why });
}

/** Writes down the addresses a file holds, ends the bad ones, and names the jobs of the good ones. */
export async function endMany(
  ledger: Ledger,
  job: ArticleJob,
  addresses: Extract<Early, { outcome: 'many' }>['addresses'],
): Promise<ArticleJob[]> {
  const good: ArticleJob[] = [];
  for (const [part, { url, code, line, text }] of addresses.entries()) {
    const partJob = { ...job, receipt: `${job.receipt}.${part}` };
    if (url !== null) {
      await ledger.writeAddress(partJob.receipt, url);
      good.push(partJob);
      continue;
    }
    const why = code ?? 'E_URL_INVALID';
    const message = `Line ${line} (${redact(text).slice(0, 80)}): ${codes[why].message}`;
    await end(ledger, partJob, {
      outcome: 'failed',
      code: why,
      message,
      stage: 'ingest',
      attempts: 1,
    });
  }
  return good;
}

async function end(
  ledger: Ledger,
  job: ArticleJob,
  known: Partial<End> & Pick<End, 'outcome'>,
): Promise<void> {
  const code = known.code ?? null;
  failpoint(`end.before-${known.outcome}`);
  await ledger.receipts.end(job, {
    outcome: known.outcome,
    id: known.id ?? null,
    version: known.version ?? null,
    url: known.url ?? null,
    title: known.title ?? null,
    path: known.path ?? null,
    beside: known.beside ?? [],
    pictures: known.pictures ?? NO_PICTURES,
    code,
    message: known.message ? redact(known.message) : code && codes[code as Code].message,
    stage: known.stage ?? null,
    attempts: known.attempts ?? 1,
    warnings: known.warnings ?? [],
    steps: known.steps ?? [],
    at: new Date().toISOString(),
  });
}

function addressKey(ref: string): string {
  return `${workFolder(ref)}/address.json`;
}
