import { createServer } from 'node:http';
import process from 'node:process';
import { createThirdPartyApp } from './create-third-party-app';
import { loadRegistration } from './registration';
import { createTollgateClient } from './tollgate-client';

// npx tsx examples/third-party-app/main.ts
const tollgate = process.env.TOLLGATE_URL || 'http://localhost:3000';
const port = Number(process.env.PORT || 4006);
const origin = `http://localhost:${port}`;

try {
  const registration = await loadRegistration(`${origin}/callback`);
  const client = await createTollgateClient(tollgate, registration, `${origin}/callback`);
  const server = createServer(createThirdPartyApp(client, origin));
  server.once('error', (error) => {
    console.error(`Port ${port} can't be used: ${error.message}. Set PORT.`);
    process.exitCode = 1;
  });
  server.listen(port, '127.0.0.1', () => console.log(`Usage Charts is at ${origin}`));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
