import { createServer } from 'node:http';
import process from 'node:process';
import pg from 'pg';
import { withoutSchema } from '@/lib/database-url';
import { getEnv } from '@/lib/env';

/**
 * What an answer from the database costs without anything else: bare node:http, and one prepared
 * statement by bare `pg`. No credential, limit, log or validation.
 */
const STATEMENTS: Record<string, string> = {
  '/meters': `select id, key, name, aggregation, property, created_at from meter
    where workspace_id = $1 and mode = 'test' order by key limit 21`,
  '/events': `select e.client_id as id, m.key as meter, e.quantity, e.time, e.customer, e.properties,
      e.received_at
    from metered_event e join meter m on m.id = e.meter_id
    where e.workspace_id = $1 and e.mode = 'test' order by e.id desc limit 21`,
};

const [workspaceId] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: withoutSchema(getEnv().DATABASE_URL) });
const server = createServer((request, response) => {
  const text = STATEMENTS[request.url ?? ''] ?? 'select 1';
  pool
    .query({ name: request.url ?? '', text, values: [workspaceId] })
    .then(({ rows }) => {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ data: rows, next_cursor: null }));
    })
    .catch(() => response.writeHead(500).end());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
});
process.once('disconnect', () => process.exit());
