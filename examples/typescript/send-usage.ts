// Sends usage events and reads them back.
//
//   TOLLGATE_API_KEY=tg_test_… npx tsx examples/typescript/send-usage.ts
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { TollgateProblem } from './request';
import { createTollgateClient } from './generated/tollgate-client';

const tollgate = createTollgateClient({
  baseUrl: process.env.TOLLGATE_URL ?? 'http://localhost:3000',
  apiKey: process.env.TOLLGATE_API_KEY ?? '',
});

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
  console.log(`accepted ${first.accepted}, then ${again.duplicates} duplicates`);

  const { total } = await tollgate.readUsage({ meter: 'api_calls', granularity: 'day' });
  console.log(`api_calls in 30 days: ${total}`);
} catch (error) {
  if (!(error instanceof TollgateProblem)) throw error;
  console.error(`${error.slug}: ${error.message} (${error.requestId})`);
  process.exitCode = 1;
}
