/** Asks a forked worker for its metrics (workers/metering.ts answers), and does not wait for long. */
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';

/** What prom-client's `getMetricsAsJSON` gives, after the way through the channel. */
export interface MetricRow {
  name: string;
  help: string;
  type: string;
  aggregator: string;
  values: Sample[];
}

export interface Sample {
  /** JSON has no NaN: null. */
  value: number | null;
  labels: Record<string, string | number>;
  metricName?: string;
}

/** Milliseconds: a worker that is busier than this is left out of this scrape. */
const ANSWER_WITHIN = 1_000;

/** null where there is no answer in time. */
export function scrapeWorker(child: ChildProcess | null): Promise<MetricRow[] | null> {
  if (!child?.connected) return Promise.resolve(null);
  const scrape = randomUUID();
  return new Promise((resolve) => {
    const end = (metrics: MetricRow[] | null) => {
      clearTimeout(late);
      child.off('message', hear);
      child.off('exit', gone);
      resolve(metrics);
    };
    const hear = (message: { scrape?: string; metrics?: MetricRow[] }) => {
      if (message.scrape === scrape) end(message.metrics ?? null);
    };
    const gone = () => end(null);
    const late = setTimeout(gone, ANSWER_WITHIN);
    child.on('message', hear);
    child.on('exit', gone);
    // A channel that closes meanwhile says so here.
    child.send({ scrape }, (error) => error && gone());
  });
}
