import { beforeAll, describe, expect, test } from 'vitest';
import { callApi } from '@/e2e/support/call-api';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { flushRequestLogs } from '@/lib/request-log/log-request';
import type { AnyEndpoint } from './endpoint';
import { getOpenApiDocument } from './openapi-document';
import { ENDPOINTS } from './route-table';

provideTestDatabase();

let key: string;

beforeAll(async () => {
  const ada = await createPerson();
  ({ key } = await issueApiKey(ada, { name: 'k', scopes: ALL_SCOPES, mode: 'test' }));
  const meter = { key: 'm', name: 'm', aggregation: 'sum' };
  await callApi(key, '/api/v1/meters', { method: 'POST', body: meter });
  const event = { id: 'a', meter: 'm', quantity: 1.5, customer: 'acme', properties: { a: null } };
  await callApi(key, '/api/v1/events', { method: 'POST', body: { events: [event] } });
  await flushRequestLogs();
});

type Operation = { operationId: string; responses: Record<string, unknown> };

describe('the document', () => {
  test('names every endpoint once, with its answers and problems', async () => {
    const document = getOpenApiDocument();
    const paths = document.paths as Record<string, Record<string, Operation>>;
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
    expect(document.openapi).toBe('3.1.1');
    expect(operations).toHaveLength(ENDPOINTS.length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(ENDPOINTS.length);
    for (const { responses } of operations) expect(Object.keys(responses)).toContain('default');
  });

  test('tells what the report of leaked keys carries, in its headers and its body', () => {
    const { paths } = getOpenApiDocument() as { paths: Record<string, Record<string, unknown>> };
    const operation = paths['/api/secret-scanning/github']?.post;
    const header = { in: 'header', required: true, schema: { type: 'string' } };
    expect(operation).toMatchObject({
      security: [],
      parameters: [
        { name: 'GitHub-Public-Key-Identifier', ...header },
        { name: 'GitHub-Public-Key-Signature', ...header },
      ],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { items: { required: ['token', 'type'] } } } },
      },
    });
  });

  test('is served to anybody, and holds no reference to nothing', async () => {
    const response = await callApi('', '/api/v1/openapi.json');
    const text = await response.text();
    expect(response.status).toBe(200);
    for (const [, name = ''] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)) {
      expect(name).toBe('Problem');
    }
  });
});

const readable = ENDPOINTS.filter(
  (endpoint): endpoint is AnyEndpoint =>
    endpoint.method === 'GET' &&
    !endpoint.path.includes('{') &&
    !endpoint.path.includes('invoices'),
);

test.each(readable.map((endpoint) => [endpoint.path, endpoint] as const))(
  '%s answers as its schema says',
  async (path, endpoint) => {
    const query = path.endsWith('/usage') ? '?meter=m' : '';
    const response = await callApi(key, `${path}${query}`);
    expect(response.status).toBe(200);
    endpoint.answers[200]?.schema?.parse(await response.json());
  },
);
