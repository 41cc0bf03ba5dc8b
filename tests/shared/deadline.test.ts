import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadline } from '../../shared/deadline.ts';
import { collectGarbage } from '../helpers/garbage.ts';

const never = () => new AbortController().signal;

describe('Deadline', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is over after its time', () => {
    const deadline = new Deadline(1_000, never());
    deadline.go();
    vi.advanceTimersByTime(999);
    expect(deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(deadline.signal.aborted).toBe(true);
    expect(deadline.isOver).toBe(true);
  });

  it('stands still while it pauses', () => {
    const deadline = new Deadline(1_000, never());
    deadline.go();
    vi.advanceTimersByTime(600);
    deadline.pause();
    vi.advanceTimersByTime(60_000);
    deadline.go();
    vi.advanceTimersByTime(399);
    expect(deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(deadline.signal.aborted).toBe(true);
  });

  it('fires with the other signal, with its reason, and is not over then', () => {
    const stopping = new AbortController();
    const deadline = new Deadline(1_000, stopping.signal);
    stopping.abort('stopping');
    expect(deadline.signal.reason).toBe('stopping');
    expect(deadline.isOver).toBe(false);
    expect(new Deadline(1_000, stopping.signal).signal.reason).toBe('stopping');
  });

  it('fires no more at its end', () => {
    const stopping = new AbortController();
    const deadline = new Deadline(1_000, stopping.signal);
    deadline.go();
    deadline.end();
    vi.advanceTimersByTime(2_000);
    stopping.abort();
    expect(deadline.signal.aborted).toBe(false);
  });

  it('counts nothing but the time once it is released', () => {
    const stopping = new AbortController();
    const deadline = new Deadline(1_000, stopping.signal);
    deadline.go();
    deadline.release();
    stopping.abort();
    expect(deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(deadline.signal.aborted).toBe(true);
  });

  it('bears as many others below it as an article has pictures', async () => {
    vi.useRealTimers();
    const warned = vi.fn();
    process.on('warning', warned);
    const article = new Deadline(1_000, never());
    const pictures = Array.from({ length: 40 }, () => new Deadline(1_000, article.signal));
    await new Promise(setImmediate);
    process.off('warning', warned);
    expect(warned).not.toHaveBeenCalled();
    expect(pictures).toHaveLength(40);
  });

  it('is let go of at its end, with all that listens to it', async () => {
    vi.useRealTimers();
    const forWeeks = never();
    const held = new WeakRef({ article: 'x'.repeat(1_000) });
    (() => {
      const article = held.deref();
      const deadline = new Deadline(60_000, forWeeks);
      deadline.go();
      deadline.signal.addEventListener('abort', () => article);
      deadline.end();
    })();
    await expect
      .poll(() => {
        collectGarbage();
        return held.deref() === undefined;
      })
      .toBe(true);
    expect(forWeeks.aborted).toBe(false);
  });
});
