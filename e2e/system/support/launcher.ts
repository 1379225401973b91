import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { isTaken } from '@/scripts/system/port-check';

/** Runs the launcher to its end, for starts that are refused. */
export async function runLauncher(
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output: output.trim() };
}

/** Every port that an environment of `makeTestEnv` gives to the system. */
export function portsOf(env: NodeJS.ProcessEnv): number[] {
  const { PORT, BILLING_PORT, DATABASE_PORT, CI_ISSUER_PORT } = env;
  const { IDENTITY_PROVIDER_PORTS, INTEGRATIONS_PORTS } = env;
  const pairs = [IDENTITY_PROVIDER_PORTS, INTEGRATIONS_PORTS].flatMap((pair = '') =>
    pair.split(','),
  );
  return [PORT, BILLING_PORT, DATABASE_PORT, CI_ISSUER_PORT, ...pairs].map(Number);
}

/** The ports of a system on which someone listens. */
export async function takenPorts(env: NodeJS.ProcessEnv): Promise<number[]> {
  const ports = portsOf(env);
  const taken = await Promise.all(ports.map(isTaken));
  return ports.filter((_, index) => taken[index]);
}

/** Waits until nobody listens on a system's ports any more. No process tells us; only the ports do. */
export async function untilPortsAreFree(env: NodeJS.ProcessEnv, limitMs: number): Promise<void> {
  const limit = Date.now() + limitMs;
  while ((await takenPorts(env)).length > 0) {
    if (Date.now() > limit) throw new Error(`Still taken: ${(await takenPorts(env)).join(', ')}`);
    await delay(100);
  }
}
