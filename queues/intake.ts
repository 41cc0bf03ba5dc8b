/**
 * The inbox process: claims what was dropped, starts it on its way, and settles
 * what has ended. It alone writes receipts. scan.ts looks, acceptance.ts takes,
 * settle.ts puts away; this file says when.
 */
import { mkdir } from 'node:fs/promises';
import type { Logger } from 'pino';
import { archiveIsThere } from '../shared/archive-marker.ts';
import type { Config } from '../shared/config.ts';
import type { StoreKind } from '../shared/queue-store.ts';
import type { Storage } from '../shared/storage.ts';
import { isReadable } from './accept.ts';
import { Acceptance } from './acceptance.ts';
import { reopenWished } from './again.ts';
import { clearOldBatches, forgetTaken, readBatches } from './batches.ts';
import { CatalogWish } from './catalog-wish.ts';
import { CompanionShelf } from './companion-shelf.ts';
import { splitCompanions } from './companions.ts';
import type { Ledger } from './endings.ts';
import { type Pause, pauseReason } from './pause.ts';
import type { Producer } from './producer.ts';
import { ReceiptBook } from './receipt-book.ts';
import { fold, openRefs, type Receipt, splitRef } from './receipts.ts';
import { Reconciler } from './reconcile.ts';
import { RescueFeed } from './rescue-feed.ts';
import { isAsBefore, type SeenFile, Settling, scanInbox } from './scan.ts';
import { Settlement } from './settlement.ts';

export interface IntakeOptions {
  config: Config;
  ledger: Ledger;
  archive: Storage;
  producer: Producer;
  kind: StoreKind;
  log: Logger;
}

/** Articles under way at once: enough to keep many workers busy, few enough for the store to stay quick. */
const MAX_IN_FLIGHT: Record<StoreKind, number> = { url: 1_000, server: 1_000, javascript: 100 };
/** Milliseconds between looks at the inbox, at most; looks at a large one may cost a fifth of one core. */
const LOOK_EVERY = 500;
const LOOK_SHARE = 4;
/** The same, while more wait than can be under way at once: nobody gains by knowing of others yet. */
const LOOK_AT_LAST = 60_000;
/** Milliseconds between two questions whether there is room on the disks, and an archive. */
const PAUSE_EVERY = 1_000;
/** Milliseconds between looks at the list of articles that are to run again. */
const WISHES_EVERY = 2_000;
/** Milliseconds until an empty file is refused: a browser makes one before it downloads. */
const EMPTY_PATIENCE = 60_000;
/** Milliseconds until a file that may not be read is refused: whoever put it there has been told long enough. */
const UNREADABLE_PATIENCE = 86_400_000;

export class Intake {
  readonly book: ReceiptBook;
  readonly #options: IntakeOptions;
  readonly #acceptance: Acceptance;
  readonly #settlement: Settlement;
  readonly #shelf: CompanionShelf;
  readonly #reconciler: Reconciler;
  readonly #catalog: CatalogWish;
  readonly #rescues: RescueFeed;
  readonly #settling = new Settling();
  readonly #heads = new Map<string, boolean>();
  #nextFold = 0;
  #nextLook = 0;
  #lastLook = Number.NEGATIVE_INFINITY;
  #nextPause = 0;
  #nextWishes = 0;
  /** Files in the inbox that will be taken sooner or later. */
  #waiting = 0;
  /** Files that cannot be read until somebody changes their mode. */
  unreadable: string[] = [];
  readonly #saidUnreadable = new Set<string>();
  /** What the last look found settled and is not taken yet. */
  #backlog: SeenFile[] = [];
  paused: Pause | null = null;

  constructor(options: IntakeOptions) {
    const { config, ledger, archive, producer, log } = options;
    const { state } = ledger;
    this.#options = options;
    this.book = new ReceiptBook(state);
    this.#acceptance = new Acceptance({ config, book: this.book, state, archive });
    this.#settlement = new Settlement({ config, book: this.book, state });
    this.#shelf = new CompanionShelf(config, state);
    this.#reconciler = new Reconciler({ book: this.book, producer, log, prefix: config.prefix });
    this.#catalog = new CatalogWish(producer, state);
    this.#rescues = new RescueFeed(state, producer);
  }

  /** Goes on where an earlier process stopped or died. */
  async open(): Promise<void> {
    const { inbox, processing, done, failed } = this.#options.config;
    for (const folder of [inbox, processing, done, failed])
      await mkdir(folder, { recursive: true });
    await clearOldBatches(inbox);
    await this.book.load();
    await this.#shelf.load();
    await this.#settlement.finishMoves();
    await this.#start(await this.#acceptance.recover());
    this.#catalog.wish(null);
  }

  /** One turn: fold in what has ended, look for what is new. @returns whether anything moved. */
  async turn(now: number): Promise<boolean> {
    const ended = await this.#foldIfDue(now);
    await this.#pauseOrGoOn(now);
    const looked = this.#isLookDue(now) ? await this.#look(now) : await this.#takeMore(now);
    if (now >= this.#nextWishes) {
      this.#nextWishes = now + WISHES_EVERY;
      const reopened = await reopenWished(this.#options.ledger.state, this.book);
      if (reopened.length > 0) await this.#start(reopened);
    }
    await this.#reconciler.runIfDue(now);
    await this.#rescues.feedIfDue(now);
    await this.#catalog.askIfDue(now, this.#looked && this.isWorkedOff);
    return ended || looked;
  }

  /** Nothing is under way, nothing waits, and the front page is written. */
  get isIdle(): boolean {
    return this.#looked && this.isWorkedOff && this.#shelf.isEmpty && this.#catalog.isFulfilled;
  }

  get isWorkedOff(): boolean {
    return this.book.open().length === 0 && this.#waiting === 0;
  }

  get waiting(): number {
    return this.#waiting;
  }

  #looked = false;

  /** At once again where there was something; else, where looking costs a request, not all the time. */
  async #foldIfDue(now: number): Promise<boolean> {
    if (now < this.#nextFold) return false;
    const ended = await this.#fold();
    if (!ended) this.#nextFold = now + this.#options.ledger.state.lookEvery;
    return ended;
  }

  async #fold(): Promise<boolean> {
    const { receipts } = this.#options.ledger;
    const notices = await receipts.notices();
    for (const { notice } of notices) {
      const receipt = this.book.get(splitRef(notice.receipt).receipt);
      if (!receipt || receipt.settled) continue;
      const folded = fold(receipt, notice);
      if (notice.end === null && notice.parts === null) this.#reconciler.lost(notice);
      if (notice.end?.outcome === 'published') this.#catalog.wish(notice.end.id);
      this.#reconciler.moved(notice.receipt);
      // Parts of a file are written down as they end; a file that is one article, when it settles.
      if (openRefs(folded).length > 0) await this.book.put(folded);
      else this.book.note(folded);
    }
    if (notices.length > 0) await this.#settle();
    for (const { key } of notices) await receipts.forget(key);
    return notices.length > 0;
  }

  #isLookDue(now: number): boolean {
    const isEnough = !this.paused && this.#backlog.length > MAX_IN_FLIGHT[this.#options.kind];
    return now >= (isEnough ? this.#lastLook + LOOK_AT_LAST : this.#nextLook);
  }

  async #pauseOrGoOn(now: number): Promise<void> {
    if (now < this.#nextPause) return;
    const { config, archive } = this.#options;
    this.paused = await pauseReason(config, await archiveIsThere(archive));
    this.#nextPause = now + PAUSE_EVERY;
  }

  async #look(now: number): Promise<boolean> {
    const { config } = this.#options;
    const started = Date.now();
    const batches = await readBatches(config.inbox, now);
    const files = await scanInbox(config.inbox);
    await forgetTaken(batches, new Set(files.map(({ mark }) => mark)));
    const settled = this.#settling
      .settled(files, config.settle, batches.whole, now)
      .filter((file) => !batches.held.has(file.mark))
      .filter((file) => {
        const isWhole = file.size > 0 || batches.whole.has(file.mark);
        return isWhole || this.#settling.age(file, now) >= EMPTY_PATIENCE;
      });
    const taken = this.paused ? 0 : await this.#take(settled, now);
    this.#waiting = files.length - this.unreadable.length - taken;
    this.#looked = true;
    if (this.isWorkedOff && !this.#shelf.isEmpty) await this.#releaseCompanions();
    const spent = Date.now() - started;
    const wanted = Math.min(now + LOOK_EVERY, this.#settling.due);
    this.#lastLook = now;
    this.#nextLook = Math.max(wanted, now + spent * LOOK_SHARE);
    return taken > 0;
  }

  /** Companions first: articles refer to them. @returns how many files were taken. */
  async #take(files: SeenFile[], now: number): Promise<number> {
    const { companions, articles } = await splitCompanions(files, this.#heads);
    await this.#shelf.take(companions);
    this.unreadable = [];
    this.#backlog = articles;
    return companions.length + (await this.#takeBacklog(now));
  }

  /** As places become free, from what the last look has found: to look through all for each would be dear. */
  async #takeMore(now: number): Promise<boolean> {
    if (this.#backlog.length === 0 || this.paused) return false;
    const taken = await this.#takeBacklog(now);
    this.#waiting -= taken;
    return taken > 0;
  }

  async #takeBacklog(now: number): Promise<number> {
    const room = MAX_IN_FLIGHT[this.#options.kind] - this.book.inFlight();
    const receipts = await this.#acceptance.take(await this.#readable(room, now));
    await this.#start(receipts);
    return receipts.length;
  }

  /**
   * The next files that are as they were, and may be read or never will be; `most` at most. Those that may
   * not be read yet are named, and stay where they are.
   */
  async #readable(most: number, now: number): Promise<SeenFile[]> {
    const readable: SeenFile[] = [];
    const unreadable: string[] = [];
    while (readable.length < most) {
      const file = this.#backlog.shift();
      if (!file) break;
      if (!(await isAsBefore(file))) continue;
      const isOverdue = now - file.changed >= UNREADABLE_PATIENCE;
      if (isOverdue || (await isReadable(file))) readable.push(file);
      else unreadable.push(file.path);
    }
    const news = unreadable.filter((path) => !this.#saidUnreadable.has(path));
    if (news.length > 0) {
      const hint = 'files that may not be read; try: chmod a+r';
      this.#options.log.warn({ code: 'E_PERM', files: news }, hint);
    }
    for (const path of news) this.#saidUnreadable.add(path);
    this.unreadable.push(...unreadable);
    return readable;
  }

  async #start(receipts: Receipt[]): Promise<void> {
    for (const receipt of receipts) {
      this.#options.log.debug({ receipt: receipt.receipt, file: receipt.file.path }, 'accepted');
      if (receipt.sameAs === null) await this.#enqueue(receipt);
    }
    await this.#settle();
  }

  async #enqueue(receipt: Receipt): Promise<void> {
    for (const ref of openRefs(receipt)) {
      this.#reconciler.moved(ref);
      // While the store is away the receipt is enough: the reconciler adds the job.
      await this.#options.producer
        .enqueue('ingest', { receipt: ref, generation: receipt.generation }, ref)
        .catch(() => {});
    }
  }

  async #settle(): Promise<void> {
    await this.#settlement.settleEnded((receipt) => this.#enqueue(receipt));
  }

  async #releaseCompanions(): Promise<void> {
    await this.#shelf.release();
    if (this.book.failed().length === 0) await this.#settlement.forgetCompanions();
  }
}
