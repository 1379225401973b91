import { existsSync, readFileSync } from 'node:fs';
import { ALL_SCOPES, isScope, type Scope } from '@/lib/auth/scope';

const NAME = /^(get|post)-([a-z]+(?:-[a-z]+)*)$/;
const TABLE = 'lib/api/route-table.ts';

/**
 * Writes the start of an endpoint: handler, schema and test, and its entry in the route table. Its
 * reference page and the OpenAPI document come from the handler's own words.
 * @param name method and plural noun: `get-widgets`.
 * @returns the text of each file by its path.
 * @throws {Error} where the name is none, or taken.
 */
export function writeEndpoint(name: string): Record<string, string> {
  const [, method = '', noun = ''] = NAME.exec(name) ?? [];
  if (!method) throw new Error(`"${name}" is no get-<noun> or post-<noun>.`);
  const file = `lib/api/endpoints/${name}.ts`;
  if (existsSync(file)) throw new Error(`${file} is there already.`);
  const one = noun.replace(/ies$/, 'y').replace(/s$/, '');
  const schemaFile = `lib/api/schemas/${one}-schema.ts`;
  const words = { name, noun, one, camel: toCamel(name), schema: `${toCamel(one)}Output` };
  return {
    [file]: method === 'get' ? listHandler(words) : createHandler(words),
    [`lib/api/endpoints/${name}.test.ts`]: testOf(words, method),
    ...(existsSync(schemaFile) ? {} : { [schemaFile]: schemaOf(words) }),
    [TABLE]: addToTable(readFileSync(TABLE, 'utf8'), words),
  };
}

type Words = { name: string; noun: string; one: string; camel: string; schema: string };

function toCamel(text: string): string {
  return text.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const operationOf = (verb: string, noun: string) => toCamel(`${verb}-${noun}`);
const spaced = (text: string) => text.replaceAll('-', ' ');

function schemaOf({ one, schema }: Words): string {
  return `import { z } from 'zod';
import { timestampOutput } from './common-schema';

/** A ${spaced(one)} as the API shows it. */
export const ${schema} = z.object({
  id: z.string().describe('Its public id.'),
  name: z.string(),
  created_at: timestampOutput,
});
`;
}

function listHandler({ noun, one, camel, schema }: Words): string {
  return `import { z } from 'zod';
import { pageQuery } from '@/lib/http/page';
import { defineEndpoint } from '../endpoint';
import { pageOf } from '../schemas/common-schema';
import { ${schema} } from '../schemas/${one}-schema';

export const ${camel} = defineEndpoint({
  method: 'GET',
  path: '/api/v1/${noun}',
  operation: '${operationOf('list', noun)}',
  summary: 'List ${spaced(noun)}',
  scope: '${scopeOf(noun, 'read')}',
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page of ${spaced(noun)}.', schema: pageOf(${schema}) } },
  async handle() {
    // TODO: call a domain function with the principal and the query.
    return { body: { data: [], next_cursor: null } };
  },
});
`;
}

/** The noun's own scope where there is one by now, else one to be replaced. */
function scopeOf(noun: string, verb: 'read' | 'write'): Scope | undefined {
  const own = `${noun}:${verb}`;
  return isScope(own) ? own : ALL_SCOPES.find((scope) => scope.endsWith(`:${verb}`));
}

function createHandler({ noun, one, camel, schema }: Words): string {
  return `import { z } from 'zod';
import { newId } from '@/lib/public-id';
import { defineEndpoint } from '../endpoint';
import { ${schema} } from '../schemas/${one}-schema';

export const ${camel} = defineEndpoint({
  method: 'POST',
  path: '/api/v1/${noun}',
  operation: '${operationOf('create', one)}',
  summary: 'Create a ${spaced(one)}',
  scope: '${scopeOf(noun, 'write')}',
  body: z.strictObject({ name: z.string().min(1).max(100) }),
  answers: { 201: { description: 'The ${spaced(one)}.', schema: ${schema} } },
  async handle({ body }) {
    // TODO: call a domain function with the principal and the body.
    return { status: 201, body: { id: newId(), name: body.name, created_at: new Date() } };
  },
});
`;
}

function testOf({ noun, name }: Words, method: string): string {
  const list = `  const response = await callApi(key, '/api/v1/${noun}');
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ data: [], next_cursor: null });`;
  const create = `  const request = { method: 'POST', body: { name: 'first' } };
  const response = await callApi(key, '/api/v1/${noun}', request);
  expect(response.status).toBe(201);
  expect(await response.json()).toMatchObject({ name: 'first' });`;
  const call = method === 'get' ? '' : ", { method: 'POST', body: { name: 'first' } }";
  return `import { beforeAll, expect, test } from 'vitest';
import { callApi } from '@/e2e/support/call-api';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { ALL_SCOPES } from '@/lib/auth/scope';
import type { Principal } from '@/lib/auth/principal';

provideTestDatabase();

let ada: Principal;

beforeAll(async () => {
  ada = await createPerson();
});

test('${name}: ${method === 'get' ? '200, a page' : '201, what was created'}', async () => {
  const { key } = await issueApiKey(ada, { name: 'k', scopes: ALL_SCOPES, mode: 'test' });
${method === 'get' ? list : create}
});

test('${name}: 403 without the scope', async () => {
  const { key } = await issueApiKey(ada, { name: 'k', scopes: ['logs:read'], mode: 'test' });
  expect((await callApi(key, '/api/v1/${noun}'${call})).status).toBe(403);
});
`;
}

function addToTable(table: string, { name, camel }: Words): string {
  const line = `import { ${camel} } from './endpoints/${name}';`;
  const imports = table.split('\n').filter((one) => one.startsWith('import { '));
  const after = imports.findLast((one) => one < line) ?? imports.at(-1) ?? '';
  return table
    .replace(after, `${after}\n${line}`)
    .replace('  getOpenApi,\n', `  ${camel},\n  getOpenApi,\n`);
}
