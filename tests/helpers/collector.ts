/** A collector of OpenTelemetry traces: a real server that keeps what it is sent over OTLP/HTTP. */
import { json } from 'node:stream/consumers';
import { serve } from './web-server.ts';

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number | string };
}

export interface SentSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: Attribute[];
  /** Of the process that sent it. */
  resource: Record<string, string>;
}

interface Sent {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: { spans: Omit<SentSpan, 'resource'>[] }[];
  }[];
}

export interface Collector {
  origin: string;
  spans: SentSpan[];
  /** All that was sent, as text. */
  text(): string;
}

export async function openCollector(): Promise<Collector> {
  const all: Sent[] = [];
  const spans: SentSpan[] = [];
  const { origin } = await serve(async (request, response) => {
    if (request.url !== '/v1/traces') return void response.writeHead(404).end();
    const sent = (await json(request)) as Sent;
    all.push(sent);
    for (const { resource, scopeSpans } of sent.resourceSpans) {
      const process = attributesOf(resource);
      for (const span of scopeSpans.flatMap((scope) => scope.spans))
        spans.push({ ...span, resource: process });
    }
    response.setHeader('content-type', 'application/json').end('{}');
  });
  return { origin, spans, text: () => JSON.stringify(all) };
}

export function attributesOf({ attributes }: { attributes: Attribute[] }): Record<string, string> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, String(value.stringValue ?? value.intValue)]),
  );
}
