/** The API described for programs (OpenAPI 3.1), made of the schemas that check it. */
import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import { queueNames } from '../../queues/producer.ts';
import { Problem } from '../problems.ts';
import {
  Added,
  AddressWish,
  Found,
  JourneyShape,
  OverviewShape,
  Paused,
  Retried,
  RetryBody,
  Status,
} from './shapes.ts';

const shapes = {
  Status,
  Journey: JourneyShape,
  Found,
  Overview: OverviewShape,
  AddressWish,
  Added,
  RetryBody,
  Retried,
  Paused,
  Problem,
};

type ShapeName = keyof typeof shapes;

interface Operation {
  method: 'get' | 'post';
  path: string;
  summary: string;
  parameters?: Record<string, unknown>[];
  body?: Record<string, unknown>;
  answer: { status: number; schema: Record<string, unknown>; type?: string };
}

const query = (name: string, description: string) => ({
  name,
  in: 'query',
  description,
  schema: { type: 'string' },
});
const inPath = (name: string, description: string, schema: object = { type: 'string' }) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema,
});
const ref = (name: ShapeName) => ({ $ref: `#/components/schemas/${name}` });
const json = (name: ShapeName) => ({ 'application/json': { schema: ref(name) } });
const upload = {
  type: 'object',
  required: ['file'],
  properties: {
    file: {
      type: 'array',
      items: { type: 'string', contentMediaType: 'application/octet-stream' },
    },
    collection: { type: 'string', description: 'for all files: folders below the inbox, with /' },
    folder: {
      type: 'array',
      items: { type: 'string' },
      description:
        'for each file, in the same order: the folder below the collection it goes to, with /; empty for none. A page and its NAME_files/ sent together are taken together',
    },
  },
};
const queue = inPath('name', 'a stage, catalog or rescue', { type: 'string', enum: queueNames });

const operations: Operation[] = [
  {
    method: 'get',
    path: '/api/status',
    summary: 'The counts of all receipts, as offprint status --json',
    parameters: [query('articles', 'any value: list the articles too')],
    answer: { status: 200, schema: ref('Status') },
  },
  {
    method: 'get',
    path: '/api/overview',
    summary: 'What the dashboard shows',
    answer: { status: 200, schema: ref('Overview') },
  },
  {
    method: 'get',
    path: '/api/search',
    summary: 'Articles by file name, title, address or id',
    parameters: [query('q', 'a part of the name, title or address, or the whole id')],
    answer: { status: 200, schema: ref('Found') },
  },
  {
    method: 'get',
    path: '/api/articles/{name}',
    summary: 'The journeys of an article: every stage, attempt and reason',
    parameters: [inPath('name', 'an id, receipt, address or file name, percent-encoded')],
    answer: { status: 200, schema: { type: 'array', items: ref('Journey') } },
  },
  {
    method: 'post',
    path: '/api/inbox',
    summary: 'Files or addresses into the inbox',
    body: { ...json('AddressWish'), 'multipart/form-data': { schema: upload } },
    answer: { status: 202, schema: ref('Added') },
  },
  {
    method: 'post',
    path: '/api/retry',
    summary: 'Failed files again',
    body: json('RetryBody'),
    answer: { status: 200, schema: ref('Retried') },
  },
  {
    method: 'post',
    path: '/api/queues/{name}/pause',
    summary: 'Holds a stage for all workers',
    parameters: [queue],
    answer: { status: 200, schema: ref('Paused') },
  },
  {
    method: 'post',
    path: '/api/queues/{name}/resume',
    summary: 'Lets it go on',
    parameters: [queue],
    answer: { status: 200, schema: ref('Paused') },
  },
  {
    method: 'get',
    path: '/api/openapi.json',
    summary: 'This document',
    answer: { status: 200, schema: { type: 'object' } },
  },
  {
    method: 'get',
    path: '/dashboard/live',
    summary:
      'Server-sent events: the parts of the dashboard that changed, each as HTML under its name, first all of them',
    parameters: [query('lang', 'en or zh')],
    answer: { status: 200, schema: { type: 'string' }, type: 'text/event-stream' },
  },
];

export function openApi() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method]: described(operation),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Offprint', version: packageJson.version },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: Object.fromEntries(
        Object.entries(shapes).map(([name, shape]) => {
          const { $schema, ...schema } = z.toJSONSchema(shape, { io: 'output' });
          return [name, schema];
        }),
      ),
    },
  };
}

function described({ method, path, summary, parameters, body, answer }: Operation) {
  return {
    operationId: `${method}${path.replace(/[^a-z]+(\w?)/gi, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    ...(parameters && { parameters }),
    ...(body && { requestBody: { required: true, content: body } }),
    responses: {
      [answer.status]: {
        description: 'As asked',
        content: { [answer.type ?? 'application/json']: { schema: answer.schema } },
      },
      default: {
        description: 'Refused; the code says why',
        content: { 'application/problem+json': { schema: ref('Problem') } },
      },
    },
  };
}
