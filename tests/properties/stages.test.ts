/**
 * Every stage, run in any order, as often as one likes, by workers that die at any change of the disk: the
 * archive that comes of it is that of one run in peace, and was whole at every moment.
 */
import type { Job } from 'bullmq';
import fc from 'fast-check';
import pino from 'pino';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { newReceipt } from '../../queues/accept.ts';
import { claimVersion } from '../../queues/claims.ts';
import type { ConsumerOptions, RunStage } from '../../queues/consumer.ts';
import { Ledger } from '../../queues/endings.ts';
import { sourceKey } from '../../queues/sources.ts';
import { StageRun } from '../../queues/stage-run.ts';
import { type StageName, stageNames } from '../../shared/config.ts';
import type { Context } from '../../shared/context.ts';
import { sha256 } from '../../workers/publish/manifest.ts';
import { verifyArchive } from '../../workers/publish/verify.ts';
import { stages } from '../../workers/stages.ts';
import { savedArticle } from '../helpers/articles.ts';
import { testContext } from '../helpers/context.ts';
import { CrashingStorage, Died, Fuse } from './crashing-storage.ts';

/** A picture within the text, so that there are originals and copies. */
const image = sharp({ create: { width: 300, height: 200, channels: 3, background: '#5588aa' } });
const PICTURE = `data:image/png;base64,${(await image.png().toBuffer()).toString('base64')}`;

const FILES = [
  savedArticle({ url: 'https://news.example/a', title: 'The first', captured: 1_600_000_000_000 }),
  // The same article a day later: another version.
  savedArticle({
    url: 'https://news.example/a',
    title: 'The first, mended',
    captured: 1_600_086_400_000,
  }),
  savedArticle({
    url: 'https://news.example/b',
    title: '港口',
    body: `<p>港口管理局昨日宣布，自下周一起分阶段恢复航运，首批入港的是渔船。</p><img src="${PICTURE}">`,
  }),
  // No article at all.
  'GIF89a no, not really',
];

interface StepOf {
  stage: StageName;
  file: number;
  /** Of two worker processes. */
  worker: 0 | 1;
  /** Dies at the n-th change of a disk. */
  death: { at: number; moment: 'before' | 'after' } | null;
  /** The other worker runs the same at the same time. */
  twice: boolean;
}

const step: fc.Arbitrary<StepOf> = fc.record({
  // Mostly what comes next anyway: see World.next.
  stage: fc.constantFrom(...stageNames),
  file: fc.nat(FILES.length - 1),
  worker: fc.constantFrom(0 as const, 1 as const),
  death: fc.option(
    fc.record({
      at: fc.integer({ min: 1, max: 12 }),
      moment: fc.constantFrom('before' as const, 'after' as const),
    }),
    { nil: null, freq: 2 },
  ),
  twice: fc.boolean(),
});

/** The steps of a run, how many of them are simply what comes next, and whether the state is lost after it. */
const steps = fc.array(
  fc.tuple(step, fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.boolean())),
  { maxLength: 25 },
);

/** Dies between the article's folder and the entry of it, or between two versions and the top. */
const betweenTheTwo = (file: number, at: number): [StepOf, boolean][] => {
  const calm = { file, worker: 0, death: null, twice: false } as const;
  const before = stageNames.slice(0, -1).map((stage) => ({ ...calm, stage }));
  const dies = { ...calm, stage: 'publish', death: { at, moment: 'before' } } as const;
  return [...before, dies].map((one) => [one, false]);
};

describe('stages that are repeated and cut off', () => {
  let calm: Record<string, string>;
  let ends: unknown[];
  beforeAll(async () => {
    const world = await World.open();
    await world.finish();
    [calm, ends] = [world.archived(), await world.ends()];
    expect(ends).toMatchObject([
      { outcome: 'published' },
      { outcome: 'published' },
      { outcome: 'published', pictures: { stored: 1 } },
      { outcome: 'failed' },
    ]);
  });

  it('come to the same archive and the same ends', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (given, isStateLost) => {
        const world = await World.open();
        for (const [one, isNext] of given) {
          await world.run(isNext ? { ...one, stage: world.next(one.file) } : one);
          expect(await world.torn()).toEqual([]);
        }
        if (isStateLost) await world.loseState();
        await world.finish();
        expect(world.archived()).toEqual(calm);
        if (!isStateLost) expect(await world.ends()).toEqual(ends);
        const verdict = await verifyArchive(world.archive, { looks: 1, pause: 0 });
        expect(verdict).toMatchObject({ changed: [], missing: [], extra: [] });
      }),
      {
        numRuns: Number(process.env.PROPERTY_RUNS ?? 40),
        examples: [2, 3, 4, 6, 8, 10].flatMap((at) => [
          [betweenTheTwo(1, at), true],
          [[...betweenTheTwo(0, 99), ...betweenTheTwo(1, at)], true],
          [betweenTheTwo(1, at), false],
        ]),
      },
    );
  }, 300_000);
});

class World {
  readonly fuse = new Fuse();
  readonly state = new CrashingStorage(this.fuse);
  readonly archive = new CrashingStorage(this.fuse);
  readonly receipts: string[] = [];
  readonly #workers = [new Ledger(this.state), new Ledger(this.state)];
  readonly #generations = FILES.map(() => 0);
  /** How often each job was begun. */
  readonly #begun = new Map<string, number>();
  /** Stages that jobs were added for. */
  readonly #added = FILES.map(() => new Set<StageName>(['ingest']));

  static async open(): Promise<World> {
    const world = new World();
    await world.#acceptAll();
    return world;
  }

  async #acceptAll(): Promise<void> {
    for (const [order, text] of FILES.entries()) await this.#accept(text, order);
  }

  /** Only the archive is left, and the same files are dropped again. */
  async loseState(): Promise<void> {
    this.state.files.clear();
    for (const worker of [0, 1]) this.#workers[worker] = new Ledger(this.state);
    this.receipts.length = 0;
    this.#generations.fill(0);
    this.#begun.clear();
    await this.#acceptAll();
  }

  async #accept(text: string, order: number): Promise<void> {
    const receipt = `f${String(order).repeat(20)}`;
    const bytes = Buffer.from(text);
    const sum = sha256(bytes);
    await this.state.create(sourceKey(sum), bytes);
    const name = order === 3 ? 'picture.html' : `${order}.md`;
    const from = {
      path: name,
      collection: null,
      modified: 1_700_000_000_000,
      size: bytes.length,
      generation: 0,
    };
    const claimed = { receipt, rawName: Buffer.from(name), from, sha256: sum };
    await this.#workers[0]?.receipts.write(newReceipt(claimed, { order, sameAs: null }));
    this.receipts.push(receipt);
  }

  /** The furthest stage that has a job. */
  next(file: number): StageName {
    return [...stageNames].reverse().find((stage) => this.#added[file]?.has(stage)) ?? 'ingest';
  }

  async run({ stage, file, worker, death, twice }: StepOf): Promise<void> {
    this.fuse.left = death?.at ?? null;
    this.fuse.moment = death?.moment ?? 'before';
    const workers = twice ? [worker, 1 - worker] : [worker];
    await Promise.all(workers.map((one) => this.#work(stage, file, one)));
    this.fuse.left = null;
  }

  async #work(stage: StageName, file: number, worker: number): Promise<void> {
    const ledger = this.#workers[worker] as Ledger;
    const [receipt = '', generation = 0] = [this.receipts[file], this.#generations[file]];
    const id = `${stage} ${receipt} ${generation}`;
    const attemptsStarted = (this.#begun.get(id) ?? 0) + 1;
    this.#begun.set(id, attemptsStarted);
    const data = { receipt, generation };
    const job = {
      id,
      data,
      attemptsMade: 0,
      attemptsStarted,
      stalledCounter: 0,
      opts: { attempts: 1 },
    };
    const run = new StageRun(
      stage,
      this.#stage(stage),
      this.#options(ledger, file),
      job as unknown as Job,
    );
    try {
      await run.go(new AbortController().signal).catch((error: unknown) => {
        if (error instanceof Died) throw error;
        return run.translate(error, 'token');
      });
    } catch (error) {
      // What it knew is gone with it. Anything else is for BullMQ.
      if (error instanceof Died) this.#workers[worker] = new Ledger(this.state);
    }
  }

  #stage<S extends StageName>(stage: S): RunStage<S> {
    return (async (input: never, { receipt }: { receipt: string }) => {
      const { state, archive } = this;
      const context: Context = {
        ...testContext({ settings: { pictureSources: [] } }),
        state,
        archive,
        claim: (id, version) => claimVersion({ state, archive }, { id, version, receipt }),
      };
      return stages[stage](input, context);
    }) as unknown as RunStage<S>;
  }

  #options(ledger: Ledger, file: number): ConsumerOptions {
    const enqueue = async (stage: StageName) => {
      await this.fuse.change(async () => this.#added[file]?.add(stage));
    };
    const producer = { enqueue, traces: null } as unknown as ConsumerOptions['producer'];
    const queues = {} as ConsumerOptions['queues'];
    return { queues, producer, ledger, log: pino({ level: 'silent' }), rescues: false };
  }

  /** As the inbox process does: what has not ended is started again, with the next generation. */
  async finish(): Promise<void> {
    for (const [file, receipt] of this.receipts.entries()) {
      const { receipts } = this.#workers[0] as Ledger;
      for (let turn = 0; turn < 5 && !(await this.#hasEnded(file)); turn += 1) {
        const found = await receipts.read(receipt);
        if (!found) throw new Error('a receipt is lost');
        if (turn > 0) {
          this.#generations[file] = found.generation + 1;
          await receipts.write({ ...found, generation: found.generation + 1 });
        }
        for (const stage of stageNames)
          await this.run({ stage, file, worker: 0, death: null, twice: false });
      }
    }
  }

  async #hasEnded(file: number): Promise<boolean> {
    const notices = await (this.#workers[0] as Ledger).receipts.notices();
    const own = notices.filter(({ notice }) => notice.receipt === this.receipts[file]);
    return own.some(({ notice }) => notice.end !== null);
  }

  async ends(): Promise<unknown[]> {
    const notices = await (this.#workers[0] as Ledger).receipts.notices();
    return this.receipts.map((receipt) => {
      const own = notices.filter(({ notice }) => notice.receipt === receipt);
      const found = own.filter(({ notice }) => notice.end !== null);
      const { outcome, id, version, path, code, pictures } = found.at(-1)?.notice.end ?? {};
      return { outcome, id, version, path, code, pictures };
    });
  }

  /** The sum of every file. */
  archived(): Record<string, string> {
    const files = [...this.archive.files].map(([key, bytes]) => [key, sha256(bytes)]);
    return Object.fromEntries(files.sort());
  }

  /**
   * What is not whole of articles. Their entries for the front page come after them; and of one with two
   * versions the top follows file by file.
   */
  async torn(): Promise<string[]> {
    const { changed, missing } = await verifyArchive(this.archive, { looks: 1, pause: 0 });
    const versioned = [...this.archive.files.keys()].filter((key) => key.includes('/versions/'));
    const tops = new Set(versioned.map((key) => key.replace(/\/versions\/.*/, '')));
    return [...changed, ...missing].filter(
      (path) =>
        !path.startsWith('catalog/entries/') && ![...tops].some((top) => path.startsWith(top)),
    );
  }
}
