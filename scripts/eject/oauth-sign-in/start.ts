import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { startDevProviders } from './dev-provider/start';

/** Both development providers, and Next.js in development mode. Ctrl-C stops all three. */
const stop = await startDevProviders();
const next = createRequire(import.meta.url).resolve('next/package.json');
const command = path.join(path.dirname(next), 'dist/bin/next');
const port = process.env.PORT ?? '3000';
const child = spawn(process.execPath, [command, 'dev', '--port', port], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => {
  process.exitCode = code ?? 0;
  void stop();
});
