import { z } from 'zod';
import { SCOPES } from '@/lib/auth/scope';
import { getEnv } from '@/lib/env';
import type { AnyEndpoint } from './endpoint';
import { ENDPOINTS } from './route-table';

type Json = Record<string, unknown>;

const PROBLEM: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'request_id'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    request_id: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
};

const DESCRIPTION = `Exactly one credential per request: \`X-API-Key: <key>\` or \`Authorization: Bearer <key or access token>\`.
Lists take \`limit\` and \`cursor\`. Writes take \`Idempotency-Key\`. Errors are \`application/problem+json\`.
A key that was made with a public key needs a proof of the private half with every call: a DPoP proof (RFC 9449) in \`DPoP\`, or an HTTP message signature (RFC 9421) in \`Signature-Input\` and \`Signature\`.
Bodies are JSON in UTF-8, at most 1 MiB; of a member that is there twice the last counts.

Scopes:
${Object.entries(SCOPES)
  .map(([scope, meaning]) => `- \`${scope}\`: ${meaning}`)
  .join('\n')}`;

let document: Json | undefined;

/** The OpenAPI 3.1 document, made from the schemas that validate. */
export function getOpenApiDocument(): Json {
  document ??= {
    openapi: '3.1.1',
    info: { title: 'Tollgate API', version: '1', description: DESCRIPTION },
    servers: [{ url: getEnv().APP_URL }],
    security: [{ apiKey: [] }, { bearer: [] }],
    paths: toPaths(ENDPOINTS),
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key or an access token.' },
      },
    },
  };
  return document;
}

function toPaths(endpoints: readonly AnyEndpoint[]): Record<string, Json> {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] ??= {};
    Object.assign(paths[endpoint.path] ?? {}, {
      [endpoint.method.toLowerCase()]: toOperation(endpoint),
    });
  }
  return paths;
}

function toOperation(endpoint: AnyEndpoint): Json {
  const { operation, summary, description } = endpoint;
  const answers = Object.entries(endpoint.answers).map(([status, answer]) => [
    status,
    { description: answer.description, ...contentOf('application/json', answer.schema) },
  ]);
  const basics = {
    operationId: operation,
    summary,
    ...(description ? { description } : {}),
    responses: {
      ...Object.fromEntries(answers),
      default: {
        description: 'A problem.',
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    },
  };
  const body = contentOf('application/json', endpoint.body, 'input');
  if (endpoint.scope === 'public') {
    const parameters = parametersOf('header', endpoint.headers);
    return {
      ...basics,
      security: [],
      ...(parameters.length > 0 ? { parameters } : {}),
      ...('content' in body ? { requestBody: { required: true, ...body } } : {}),
    };
  }
  const parameters = [
    ...parametersOf('path', endpoint.params),
    ...parametersOf('query', endpoint.query),
    ...(endpoint.method === 'GET' ? [] : [IDEMPOTENCY_KEY]),
  ];
  return {
    ...basics,
    ...(endpoint.scope ? { 'x-required-scope': endpoint.scope } : {}),
    parameters,
    ...('content' in body ? { requestBody: { required: !endpoint.bodyOptional, ...body } } : {}),
  };
}

const IDEMPOTENCY_KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  schema: { type: 'string', maxLength: 257 },
  description:
    'The write happens at most once. For 24 hours the same key and body give the first answer again.',
};

function contentOf(type: string, schema?: z.ZodType, io: 'input' | 'output' = 'output'): Json {
  return schema ? { content: { [type]: { schema: toSchema(schema, io) } } } : {};
}

function parametersOf(place: 'path' | 'query' | 'header', schema?: z.ZodType): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toSchema(schema, 'output') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === 'path' || (required.includes(name) && !('default' in property)),
    schema: property,
    ...(description ? { description } : {}),
  }));
}

function toSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io });
  return rest;
}
