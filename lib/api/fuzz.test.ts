import fc, { type Arbitrary } from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { anyJson, arbitraryOfSchema, type JsonSchema } from '@/e2e/support/arbitrary-of-schema';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { callerFrom, createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { toFetchHandler } from '@/lib/http/fetch-message';
import { closeRateLimits } from '@/lib/http/rate-limit';
import { CHECKS } from './checks';
import type { AnyEndpoint } from './endpoint';
import { apiHandler, type ApiHandler, createApiHandler } from './pipeline';
import { getOpenApiDocument } from './openapi-document';
import { ENDPOINTS } from './route-table';

/**
 * Every operation of the OpenAPI document, called with what its schemas say and with what they don't:
 * whatever comes, the answer is one that the document names, has the shape that it says, and is never
 * a 500. The front door calls this handler and nothing else. FUZZ_RUNS lengthens it.
 */
const RUNS = Number(process.env.FUZZ_RUNS ?? 12);
const TIME_LIMIT_MS = 60_000 + RUNS * 2_000;

provideTestDatabase();

type Parameter = { name: string; in: string; required: boolean; schema: JsonSchema };
type Content = Record<string, { schema: JsonSchema }>;
type Operation = {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
};
type Call = {
  path: Record<string, string>;
  query: [string, string][];
  headers: Record<string, string>;
  body: string | undefined;
};

type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: { Problem: JsonSchema } };
};

// The document reads the configuration, which is not there before the database is.
const readDocument = () => getOpenApiDocument() as Document;

/** Needs billing or GitHub, which are not here: 503 is the right answer. */
const NEEDS_OTHERS = /Invoice|reportLeakedKeys/;
/** Ends the key that it is called with. */
const CHANGES_KEYS = /ApiKey/;

let ada: Principal;
let shared: string;
const ids: string[] = [];

const newKey = async () =>
  (
    await issueApiKey(
      { ...ada, credential: 'operator' },
      { name: 'k', scopes: ALL_SCOPES, mode: 'test', rateLimit: 0 },
    )
  ).key;

beforeAll(async () => {
  process.env.GITHUB_SECRET_SCANNING_KEYS_URL = 'http://localhost:1/';
  ada = await createPerson();
  shared = await newKey();
  const post = (path: string, body: object) =>
    send(
      apiHandler,
      'post',
      path,
      { path: {}, query: [], headers: {}, body: JSON.stringify(body) },
      shared,
    );
  await post('/api/v1/meters', { key: 'calls', name: 'Calls', aggregation: 'sum' });
  await post('/api/v1/events', { events: [{ id: 'a', meter: 'calls', quantity: 1 }] });
  const made = await post('/api/v1/api-keys', { name: 'other', scopes: ['usage:read'] });
  const { id } = z.looseObject({ id: z.string().optional() }).parse(await made.json());
  if (id) ids.push(id);
});
afterAll(() => closeRateLimits());

/** A text for a place in the path: an id that is there, one like it, or anything. */
const pathText = fc
  .oneof(
    fc.constantFrom('current', '%00', '..', '0', `evt_${'0'.repeat(22)}`, `whe_${'z'.repeat(22)}`),
    fc.string({ minLength: 1, maxLength: 30 }),
    fc.nat().map((at) => ids[at % Math.max(1, ids.length)] ?? 'AAAAAAAA'),
  )
  .filter((text) => !/^\.{1,2}$/.test(text));

function callOf({ parameters = [], requestBody }: Operation): Arbitrary<Call> {
  const places = parameters.filter((one) => one.in === 'path').map((one) => one.name);
  const query = parameters
    .filter((one) => one.in === 'query')
    .map(({ name, schema, required }) =>
      fc
        .option(arbitraryOfSchema(schema), { freq: required ? 12 : 2 })
        .map((value) => (value === null ? [] : [[name, textOf(value)] as [string, string]])),
    );
  const stray = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 1 });
  const schema = requestBody?.content['application/json']?.schema;
  const body: Arbitrary<string | undefined> = schema
    ? fc.oneof(
        { weight: 10, arbitrary: arbitraryOfSchema(schema).map((value) => JSON.stringify(value)) },
        { weight: 1, arbitrary: anyJson.map((value) => JSON.stringify(value)) },
        { weight: 1, arbitrary: fc.string() },
        {
          weight: 1,
          arbitrary: fc.constantFrom('['.repeat(20_000), '{"a":'.repeat(5_000), undefined),
        },
      )
    : fc.constant(undefined);
  return fc.record({
    path: fc
      .tuple(...places.map(() => pathText))
      .map((texts) => Object.fromEntries(places.map((name, at) => [name, texts[at] ?? '']))),
    query: fc
      .tuple(fc.tuple(...query), fc.oneof({ weight: 8, arbitrary: fc.constant([]) }, stray))
      .map(([known, more]) => [...known.flat(), ...more]),
    headers: fc.oneof(
      { weight: 6, arbitrary: fc.constant({}) },
      {
        weight: 1,
        arbitrary: fc.record({ 'idempotency-key': fc.stringMatching(/^[!-~]{1,300}$/) }),
      },
      { weight: 1, arbitrary: fc.constant({ 'content-type': 'text/plain' }) },
      { weight: 1, arbitrary: fc.constant({ 'content-encoding': 'gzip' }) },
    ),
    body,
  });
}

/** Half a surrogate pair cannot be written into a URL. */
const wellFormed = (text: string) => Buffer.from(text).toString();

function textOf(value: unknown): string {
  return typeof value === 'string' ? wellFormed(value) : JSON.stringify(value);
}

function send(
  api: ApiHandler,
  method: string,
  path: string,
  call: Call,
  key: string,
): Promise<Response> {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(wellFormed(call.path[name] ?? '')),
  );
  const query = new URLSearchParams(call.query).toString();
  const bytes = call.body === undefined ? undefined : Buffer.from(call.body);
  const request = new Request(`http://localhost:3000${filled}${query ? `?${query}` : ''}`, {
    method: method.toUpperCase(),
    headers: {
      'x-api-key': key,
      ...(bytes ? { 'content-type': 'application/json', 'content-length': `${bytes.length}` } : {}),
      ...call.headers,
    },
    body: method === 'get' ? undefined : bytes,
  });
  return toFetchHandler(api)(request, callerFrom());
}

async function expectDocumented(operation: Operation, response: Response): Promise<void> {
  const { status } = response;
  const mayBe503 = NEEDS_OTHERS.test(operation.operationId) && status === 503;
  if (status >= 500 && !mayBe503) throw new Error(`${status}: ${await response.text()}`);
  const described = operation.responses[status];
  if (described && status < 400) {
    const schema = described.content?.['application/json']?.schema;
    if (schema) z.fromJSONSchema(schema as never).parse(await response.json());
    else if (status === 204) expect(await response.text()).toBe('');
    return;
  }
  expect(status, 'an answer that the document does not name').toBeGreaterThanOrEqual(400);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = z.fromJSONSchema(readDocument().components.schemas.Problem as never);
  expect(problem.parse(await response.json())).toMatchObject({ status });
}

async function fuzz(api: ApiHandler, { path, method: verb, operation: name }: AnyEndpoint) {
  const method = verb.toLowerCase();
  const operation = readDocument().paths[path]?.[method];
  if (!operation) throw new Error(`${name} is not in the document.`);
  const property = fc.asyncProperty(callOf(operation), async (call) => {
    const key = CHANGES_KEYS.test(name) ? await newKey() : shared;
    await expectDocumented(operation, await send(api, method, path, call, key));
  });
  await fc.assert(property, { numRuns: RUNS });
}

describe('whatever is sent', () => {
  test.each(ENDPOINTS.map((endpoint) => [endpoint.operation, endpoint] as const))(
    '%s answers as the document says',
    (_name, endpoint) => fuzz(apiHandler, endpoint),
    TIME_LIMIT_MS,
  );

  test('twin: without the check of the fields it finds the 500', async () => {
    const checks = CHECKS.filter(({ name }) => name !== 'fields');
    const events = ENDPOINTS.find(({ operation }) => operation === 'recordEvents');
    if (!events) throw new Error('There is no such operation.');
    await expect(fuzz(createApiHandler(ENDPOINTS, checks), events)).rejects.toThrow(
      /Property failed/,
    );
  });
});
