import { type JsonSchema, schemaType } from './schema-type';

type Parameter = {
  name: string;
  in: string;
  required?: boolean;
  schema: JsonSchema;
  description?: string;
};

type Operation = {
  operationId: string;
  summary: string;
  description?: string;
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { content?: Record<string, { schema?: JsonSchema }> }>;
};

export type OpenApiDocument = { paths: Record<string, Record<string, Operation>> };

const HEAD = `// Made from /api/v1/openapi.json by \`npm run client\`. Do not edit.
import { createRequest, type TollgateOptions } from '../request';
`;

/** Writes the typed client of an OpenAPI document as TypeScript. */
export function writeClient(document: OpenApiDocument): string {
  const types: string[] = [];
  const methods: string[] = [];
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      if (operation.security?.length === 0) continue;
      types.push(...operationTypes(operation));
      methods.push(operationMethod(path, method.toUpperCase(), operation));
    }
  }
  return `${HEAD}
${types.join('\n\n')}

/** The Tollgate API as functions: one an operation. A problem is thrown as \`TollgateProblem\`. */
export function createTollgateClient(options: TollgateOptions) {
  const request = createRequest(options);
  return {
${methods.join('\n')}
  };
}
`;
}

function operationTypes(operation: Operation): string[] {
  const name = capitalise(operation.operationId);
  const fields = argumentSchema(operation);
  const answer = answerSchema(operation);
  return [
    ...(fields ? [`export type ${name}Arguments = ${schemaType(fields)};`] : []),
    `export type ${name}Answer = ${answer ? schemaType(answer) : 'undefined'};`,
  ];
}

/** Path, query and body parameters side by side, and the idempotency key of a write. */
function argumentSchema({ parameters = [], requestBody }: Operation): JsonSchema | undefined {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const { name, in: place, required: needed, schema, description } of parameters) {
    const field = place === 'header' ? 'idempotencyKey' : name;
    properties[field] = { ...schema, ...(description ? { description } : {}) };
    if (needed) required.push(field);
  }
  const body = requestBody?.content['application/json']?.schema;
  if (body) {
    properties.body = body;
    if (requestBody?.required) required.push('body');
  }
  return Object.keys(properties).length > 0 ? { type: 'object', properties, required } : undefined;
}

function answerSchema({ responses }: Operation): JsonSchema | undefined {
  const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
  return success?.content?.['application/json']?.schema;
}

function operationMethod(path: string, method: string, operation: Operation): string {
  const { operationId, summary } = operation;
  const name = capitalise(operationId);
  const fields = argumentSchema(operation);
  const needed = fields?.required && fields.required.length > 0;
  const parameter = fields ? `args: ${name}Arguments${needed ? '' : ' = {}'}` : '';
  const call = `request<${name}Answer>('${method}', '${path}'${fields ? ', args' : ''})`;
  return `    /** ${summary}. */\n    ${operationId}: (${parameter}) => ${call},`;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
