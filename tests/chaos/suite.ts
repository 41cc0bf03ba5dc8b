/** Runs scenarios over the same articles, each against one run in peace. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeArticles } from '../../bench/articles.ts';
import { type PictureServer, startPictureServer } from '../helpers/picture-server.ts';
import type { Scale, Scenario } from './scenarios.ts';
import { type Outcome, Trial } from './trial.ts';

export interface Result {
  scenario: string;
  /** Why it was not run; null where it was. */
  unfit: string | null;
  deeds: Record<string, number>;
  /** From the start to the last end. */
  seconds: number;
  looks: number;
  complaints: string[];
}

export class Suite {
  readonly #root: string;
  readonly #pictures: PictureServer;
  readonly articles: number;
  readonly calm: Outcome;
  readonly calmSeconds: number;

  private constructor(root: string, pictures: PictureServer, articles: number, calm: Calm) {
    this.#root = root;
    this.#pictures = pictures;
    this.articles = articles;
    this.calm = calm.outcome;
    this.calmSeconds = calm.seconds;
  }

  /** Makes the articles and runs them in peace. @param at where the homes are made. */
  static async open(at: string, articles: number): Promise<Suite> {
    const root = await mkdtemp(join(at, 'offprint-chaos-'));
    const pictures = await startPictureServer({ keep: join(root, 'pictures') });
    await writeArticles(join(root, 'given'), articles);
    return new Suite(root, pictures, articles, await runInPeace(root, pictures));
  }

  async run(scenario: Scenario, scale: Scale): Promise<Result> {
    const { name, unfit = null } = scenario;
    if (unfit !== null)
      return { scenario: name, unfit, deeds: {}, seconds: 0, looks: 0, complaints: [] };
    const trial = await beginTrial(this.#root, name, this.#pictures);
    const complaints: string[] = [];
    try {
      await scenario.run(trial, () => trial.start(join(this.#root, 'given')), scale);
      // However slow the machine: many times what it takes in peace, and the longest trouble.
      await trial.end(20 * this.calmSeconds + 300);
      complaints.push(...(await trial.complaints(this.calm)));
    } catch (error) {
      complaints.push(error instanceof Error ? error.message : String(error));
    } finally {
      await trial.end(0).catch(() => {});
      await trial.close();
    }
    const deeds = Object.fromEntries(trial.deeds);
    const looks = trial.reader?.looks ?? 0;
    return { scenario: name, unfit, deeds, seconds: trial.seconds, looks, complaints };
  }

  async close(): Promise<void> {
    await this.#pictures.close();
    await rm(this.#root, { recursive: true, force: true });
  }
}

interface Calm {
  outcome: Outcome;
  seconds: number;
}

/**
 * Again where a picture was not waited for: another one took its place then, which is what Offprint should
 * do, but differs from run to run. They are made when first asked for, on the same cores, and lie ready
 * the second time.
 */
async function runInPeace(root: string, pictures: PictureServer): Promise<Calm> {
  for (let turn = 0; turn < 3; turn += 1) {
    const before = pictures.givenUp;
    const trial = await beginTrial(root, 'calm', pictures);
    await trial.start(join(root, 'given'));
    await trial.end(3_600);
    const outcome = await trial.outcome();
    await trial.close();
    if (pictures.givenUp === before) return { outcome, seconds: trial.seconds };
    console.error(`${pictures.givenUp - before} pictures came too late: once more in peace`);
  }
  throw new Error('This machine is too busy: three times in peace pictures came too late.');
}

async function beginTrial(root: string, name: string, pictures: PictureServer): Promise<Trial> {
  const home = join(root, name);
  await mkdir(home);
  return new Trial(home, {
    OFFPRINT_ALLOW_HOSTS: pictures.host,
    OFFPRINT_PICTURE_SOURCES: `${pictures.origin}/?u={url}`,
  });
}
