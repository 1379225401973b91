import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { freePort } from '@/e2e/support/test-server';

export type RunningApp = { origin: string; output: () => string; stop: () => Promise<void> };

/** Starts `examples/third-party-app` as its README says, as a process of its own. */
export async function startThirdPartyApp(
  tollgate: string,
  env: Record<string, string> = {},
): Promise<RunningApp> {
  const port = Number(env.PORT ?? (await freePort()));
  const child = spawn(process.execPath, ['--import', 'tsx', 'examples/third-party-app/main.ts'], {
    env: { ...process.env, PORT: String(port), TOLLGATE_URL: tollgate, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const closed = once(child, 'close');
  const listening = new Promise<boolean>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        output += data.toString();
        if (output.includes('Usage Charts is at')) resolve(true);
      });
    }
  });
  if (!(await Promise.race([listening, closed.then(() => false)]))) throw new Error(output);
  return {
    origin: `http://localhost:${port}`,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}
