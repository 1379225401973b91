import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import process from 'node:process';

export type SpawnedWeb = {
  url: string;
  port: number;
  /** Everything it has written so far. */
  output: () => string;
  /** Ends it by a signal and gives its exit code. */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>;
};

/** Starts a front door as a process of its own and waits until it serves. */
export async function spawnWeb(env: Record<string, string> = {}): Promise<SpawnedWeb> {
  const port = Number(env.PORT ?? (await freePort()));
  const child = spawn(process.execPath, ['scripts/run.mjs', 'e2e/support/web-without-pages.ts'], {
    env: { ...process.env, PORT: String(port), APP_URL: '', LOG_LEVEL: 'trace', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      output += data.toString();
    });
  }
  await ready(child, () => output);
  return {
    url: `http://localhost:${port}`,
    port,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await once(child, 'close');
      }
      return child.exitCode;
    },
  };
}

async function ready(child: ChildProcess, output: () => string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: { ready?: boolean; failed?: string }) => {
      if (message.ready) resolve();
      else if (message.failed) reject(new Error(message.failed));
    });
    child.once('exit', (code) => reject(new Error(`exit ${code}: ${output()}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
