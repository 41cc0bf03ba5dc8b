/**
 * OpenTelemetry traces, where a collector is named: one article, one trace, over all stages and
 * processes; jobs carry it. Off by default, and then nothing of the SDK is loaded. Spans name ids and
 * codes only: titles, addresses and messages stay here (traces/discreet.ts).
 */
import type { SpanKind, Telemetry } from 'bullmq';
import type { Logger } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { discreet } from './traces/discreet.ts';

export interface Traces {
  /** What BullMQ's queues and workers take. */
  telemetry: Telemetry;
  /** Puts something on the span of the job that is worked on, as `offprint.NAME`. */
  note(facts: Partial<Record<'receipt' | 'article' | 'outcome' | 'code', string>>): void;
  /** Outside of every trace: a job that is added begins its own. */
  apart<T>(act: () => T): T;
  /** Sends what has not been sent; does not wait long for a collector that is away. */
  close(): Promise<void>;
}

/** Milliseconds. */
const FLUSH_WITHIN = 1_500;

/** `collector`: the address of an OTLP/HTTP collector without `/v1/traces`; null = no traces. */
export async function openTraces(
  collector: string | null,
  role: 'supervisor' | 'worker',
  log: Logger,
): Promise<Traces | null> {
  if (collector === null) return null;
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }, { BullMQOtel }] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('bullmq-otel'),
    ]);
  const trouble = saidOnce(log);
  api.diag.setLogger(trouble, api.DiagLogLevel.ERROR);
  const kinds: (SpanKind | undefined)[] = [api.SpanKind.PRODUCER, api.SpanKind.CONSUMER];
  const { RECORD_AND_SAMPLED, NOT_RECORD } = sdk.SamplingDecision;
  // A trace begins with a job. What queues do on their own every few seconds would begin one, too.
  const root = {
    shouldSample: (_: unknown, __: string, ___: string, kind: SpanKind) => ({
      decision: kinds.includes(kind) ? RECORD_AND_SAMPLED : NOT_RECORD,
    }),
  };
  const exporter = new OTLPTraceExporter({ url: `${collector.replace(/\/+$/, '')}/v1/traces` });
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'offprint',
      'service.version': packageJson.version,
      'process.pid': process.pid,
      'offprint.role': role,
    }),
    sampler: new sdk.ParentBasedSampler({ root }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  });
  provider.register();
  return {
    telemetry: discreet(new BullMQOtel({ tracerName: 'offprint', version: packageJson.version })),
    note(facts) {
      const named = Object.entries(facts).map(([name, value]) => [`offprint.${name}`, value]);
      api.trace.getActiveSpan()?.setAttributes(Object.fromEntries(named));
    },
    apart: (act) => api.context.with(api.ROOT_CONTEXT, act),
    async close() {
      const late = new Promise((_, reject) => {
        setTimeout(reject, FLUSH_WITHIN, new Error('the collector does not answer')).unref();
      });
      await Promise.race([provider.shutdown(), late]).catch(trouble.error);
      for (const global of [api.trace, api.context, api.propagation]) global.disable();
    },
  };
}

/** A collector that is away would say so every few seconds. */
function saidOnce(log: Logger) {
  let said = false;
  const error = (reason: unknown) => {
    if (!said) log.warn({ reason: String(reason).slice(0, 300) }, 'traces cannot be delivered');
    said = true;
  };
  const nothing = () => undefined;
  return { error, warn: nothing, info: nothing, debug: nothing, verbose: nothing };
}
