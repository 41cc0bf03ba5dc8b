/**
 * Keeps what BullMQ would tell a collector to what may leave the machine. Errors carry messages, and
 * messages addresses and titles; so of an error only that there was one is told, and of the attributes
 * only those in the list.
 */
import type { Span, Telemetry, Tracer } from 'bullmq';

const TOLD: ReadonlySet<string> = new Set([
  'bullmq.queue.name',
  'bullmq.queue.operation',
  'bullmq.job.name',
  'bullmq.job.id',
  'bullmq.job.attempts.made',
  'bullmq.worker.id',
]);

export function discreet({ tracer, contextManager }: Telemetry): Telemetry {
  const quiet: Tracer = {
    startSpan: (name, options, context) =>
      new DiscreetSpan(tracer.startSpan(name, options, context)),
  };
  return { tracer: quiet, contextManager };
}

class DiscreetSpan implements Span {
  readonly #span: Span;

  constructor(span: Span) {
    this.#span = span;
  }

  setSpanOnContext(context: unknown): unknown {
    return this.#span.setSpanOnContext(context);
  }

  setAttribute(...[key, value]: Parameters<Span['setAttribute']>): void {
    if (TOLD.has(key)) this.#span.setAttribute(key, value);
  }

  setAttributes(attributes: Parameters<Span['setAttributes']>[0]): void {
    const told = Object.entries(attributes).filter(([key]) => TOLD.has(key));
    this.#span.setAttributes(Object.fromEntries(told));
  }

  /** Events hold results and reasons. */
  addEvent(): void {}

  recordException(): void {
    this.#span.setAttribute('error', true);
  }

  end(): void {
    this.#span.end();
  }
}
