import { BenchSystem } from './support/bench-system';
import { createBenchTenant } from './support/bench-tenant.repository';
import { countStatements } from './support/count-statements';
import { publish } from './support/publish';

/**
 * SQL statements of an authenticated call: with the key remembered, and without. The rows of the
 * request log and of last uses are written off the request's way, by the second and by the minute;
 * here they are not.
 *
 *   npm run bench -- key-check [--save]
 */
const CALLS = 1_000;
const WRITES = /^(insert|update|delete)/i;

const system = await BenchSystem.start([]);
const { closeDatabase } = await import('@/lib/db');
const cache = await import('@/lib/auth/api-key/api-key-cache');
const { apiFetchHandler } = await import('@/lib/api/pipeline');
try {
  const { key } = await createBenchTenant([]);
  const context = { address: '127.0.0.1', requestId: 'req_bench', userAgent: null };
  const call = async () => {
    const request = new Request('http://localhost/api/v1/me', { headers: { 'x-api-key': key } });
    const { status } = await apiFetchHandler(request, context);
    if (status !== 200) throw new Error(`${status}`);
  };
  cache.openApiKeyCache();
  while (!cache.describeApiKeyCache().trusted) await new Promise((done) => setTimeout(done, 50));
  const miss = await countStatements(call);
  const hits = await countStatements(async () => {
    for (let turn = 0; turn < CALLS; turn += 1) await call();
  });
  const requests = [...miss, ...hits].filter((text) => !text.includes('request_log'));
  const most = (value: number) => ({ at: 'most' as const, value });
  publish({
    name: 'key-check',
    title: 'SQL of a key check',
    figures: [
      { what: 'statements of a miss', unit: '', value: miss.length, goal: most(1) },
      {
        what: 'statements of a hit',
        unit: '',
        value: (requests.length - miss.length) / CALLS,
        goal: most(0),
      },
      {
        what: 'writes of either',
        unit: '',
        value: requests.filter((text) => WRITES.test(text)).length,
        goal: most(0),
      },
    ],
  });
} finally {
  await cache.closeApiKeyCache();
  await closeDatabase();
  await system.stop();
}
