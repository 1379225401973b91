// Sends usage events and reads them back.
//
//   TOLLGATE_API_KEY=tg_test_… npx tsx examples/typescript/send-usage.ts
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { TollgateProblem } from './request';
import { createTollgateClient } from './generated/tollgate-client';

const baseUrl = process.env.TOLLGATE_URL ?? 'http://localhost:3000';
const apiKey = process.env.TOLLGATE_API_KEY;
if (!apiKey) {
  console.error('Set TOLLGATE_API_KEY: examples/README.md says how.');
  process.exit(1);
}

const tollgate = createTollgateClient({ baseUrl, apiKey });

try {
  const me = await tollgate.getMe();
  console.log(`${me.user.name} in ${me.workspace.name}, ${me.mode} mode`);

  // Your own id for each event: after a lost answer send the same again, it counts once.
  const events = [
    { id: randomUUID(), meter: 'api_calls', quantity: 3, customer: 'acme' },
    { id: randomUUID(), meter: 'api_calls', quantity: 4, customer: 'globex' },
  ];
  const first = await tollgate.recordEvents({ body: { events }, idempotencyKey: randomUUID() });
  const again = await tollgate.recordEvents({ body: { events } });
  console.log(`accepted: ${first.accepted}; sent again, duplicates: ${again.duplicates}`);

  const { total } = await tollgate.readUsage({ meter: 'api_calls', granularity: 'day' });
  console.log(`api_calls in 30 days: ${total}`);
} catch (error) {
  process.exitCode = 1;
  if (error instanceof TollgateProblem) {
    console.error(`${error.slug}: ${error.message} (${error.requestId})`);
  } else if (error instanceof TypeError) {
    console.error(`No Tollgate answers at ${baseUrl}. Set TOLLGATE_URL.`);
  } else throw error;
}
