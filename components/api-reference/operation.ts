import { z } from 'zod';
import { exampleOf, type JsonSchema, jsonSchema } from './json-schema';

const content = z.record(z.string(), z.looseObject({ schema: jsonSchema.optional() }));

const operationSchema = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  description: z.string().optional(),
  'x-required-scope': z.string().optional(),
  security: z.array(z.unknown()).optional(),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.enum(['path', 'query', 'header']),
        required: z.boolean().default(false),
        description: z.string().optional(),
        schema: jsonSchema,
      }),
    )
    .default([]),
  requestBody: z.looseObject({ content }).optional(),
  responses: z.record(
    z.string(),
    z.looseObject({ description: z.string(), content: content.optional() }),
  ),
});

const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
});

export type Parameter = z.output<typeof operationSchema>['parameters'][number];

/** One call of the API, as the reference shows it. */
export type Operation = {
  id: string;
  method: string;
  path: string;
  /** The first part of the path: calls of the same resource stand together. */
  resource: string;
  summary: string;
  description: string | undefined;
  scope: string | undefined;
  isPublic: boolean;
  parameters: Parameter[];
  body: JsonSchema | undefined;
  answer: { status: string; description: string; schema: JsonSchema | undefined } | undefined;
  curl: string;
};

/** Reads the calls out of the OpenAPI document, in its order. */
export function readOperations(document: unknown, origin: string): Operation[] {
  const { paths } = documentSchema.parse(document);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const body = operation.requestBody?.content['application/json']?.schema;
      const [status, response] =
        Object.entries(operation.responses).find(([code]) => code.startsWith('2')) ?? [];
      const isPublic = operation.security?.length === 0;
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        resource: path.split('/').filter(Boolean)[2] ?? path,
        summary: operation.summary,
        description: operation.description,
        scope: operation['x-required-scope'],
        isPublic,
        parameters: operation.parameters,
        body,
        answer:
          status && response
            ? {
                status,
                description: response.description,
                schema: response.content?.['application/json']?.schema,
              }
            : undefined,
        curl: writeCurl(method, path, operation.parameters, body, isPublic, origin),
      };
    }),
  );
}

function writeCurl(
  method: string,
  path: string,
  parameters: Parameter[],
  body: JsonSchema | undefined,
  isPublic: boolean,
  origin: string,
): string {
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(({ name, schema }) => `${name}=${String(exampleOf(schema, name))}`)
    .join('&');
  const url = `${origin}${path}${query ? `?${query}` : ''}`;
  const quoted = /[?{&]/.test(url) ? `"${url}"` : url;
  const headers = parameters
    .filter((parameter) => parameter.in === 'header' && parameter.required)
    .map(({ name }) => `-H "${name}: …"`);
  const lines = [
    isPublic ? 'curl' : 'curl -H "X-API-Key: $KEY"',
    ...headers,
    ...(method === 'get' || method === 'post' ? [] : [`-X ${method.toUpperCase()}`]),
    ...(body
      ? [`-H "Content-Type: application/json" \\\n  -d '${JSON.stringify(exampleOf(body))}'`]
      : method === 'post'
        ? ['-X POST']
        : []),
  ];
  return `${lines.join(' ')} ${body ? '\\\n  ' : ''}${quoted}`;
}
