import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Env } from '@/lib/env';
import { Refusal } from './refusal';

/** A port that the system is about to use, and the variable that moves it. */
type NeededPort = { port: number; variable: string; what: string };

const PATIENCE_MS = 6_000;
const POLL_MS = 200;
const ADDRESSES = [undefined, '127.0.0.1', '::1'];

/** Every port of the local system. A database of one's own needs none. */
export function neededPorts(env: Env, ownDatabase: boolean): NeededPort[] {
  const [github, google] = env.IDENTITY_PROVIDER_PORTS;
  const [slack, drive] = env.INTEGRATIONS_PORTS;
  const ports = [
    { port: env.PORT, variable: 'PORT', what: 'the app' },
    { port: env.BILLING_PORT, variable: 'BILLING_PORT', what: 'billing' },
    { port: github, variable: 'IDENTITY_PROVIDER_PORTS', what: 'the GitHub-shaped provider' },
    { port: google, variable: 'IDENTITY_PROVIDER_PORTS', what: 'the Google-shaped provider' },
    { port: slack, variable: 'INTEGRATIONS_PORTS', what: 'the stand-in for Slack' },
    { port: drive, variable: 'INTEGRATIONS_PORTS', what: 'the stand-in for Drive' },
    { port: env.CI_ISSUER_PORT, variable: 'CI_ISSUER_PORT', what: 'the issuer of CI tokens' },
  ];
  const numbers = [
    { port: env.HTTPS_PORT, variable: 'HTTPS_PORT', what: 'https' },
    { port: env.METRICS_PORT, variable: 'METRICS_PORT', what: "the app's metrics" },
    { port: env.BILLING_METRICS_PORT, variable: 'BILLING_METRICS_PORT', what: "billing's metrics" },
  ];
  for (const { port, ...rest } of numbers) if (port !== undefined) ports.push({ port, ...rest });
  const database = { port: env.DATABASE_PORT, variable: 'DATABASE_PORT', what: 'the database' };
  return ownDatabase ? ports : [...ports, database];
}

/**
 * Checks all ports before anything starts.
 * @param wait whether a launcher was killed just now, so that its processes may still be stopping.
 * @throws {Refusal} naming each taken port and its variable.
 */
export async function checkPorts(ports: NeededPort[], wait: boolean): Promise<void> {
  refuseDoubles(ports);
  const limit = Date.now() + (wait ? PATIENCE_MS : 0);
  let taken = await findTaken(ports);
  while (taken.length > 0 && Date.now() < limit) {
    await delay(POLL_MS);
    taken = await findTaken(taken);
  }
  if (taken.length === 0) return;
  const list = taken.map(({ port, what, variable }) => `${port} (${what}; set ${variable})`);
  const [subject, verb] = taken.length === 1 ? ['Port', 'is'] : ['Ports', 'are'];
  throw new Refusal(
    `${subject} ${list.join(', ')} ${verb} taken. Stop what listens there, or set the variable to a free port.`,
  );
}

function refuseDoubles(ports: NeededPort[]): void {
  for (const one of ports) {
    const other = ports.find((candidate) => candidate !== one && candidate.port === one.port);
    if (!other) continue;
    throw new Refusal(
      `Port ${one.port} is set for ${one.what} and for ${other.what}. Change ${one.variable} or ${other.variable}.`,
    );
  }
}

async function findTaken(ports: NeededPort[]): Promise<NeededPort[]> {
  const taken = await Promise.all(ports.map(({ port }) => isTaken(port)));
  return ports.filter((_, index) => taken[index]);
}

/** Whether something listens on a port of this machine, on any address that a browser would try. */
export async function isTaken(port: number): Promise<boolean> {
  for (const address of ADDRESSES) if (!(await canListen(port, address))) return true;
  return false;
}

function canListen(port: number, host: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    // A machine without IPv6 has no such address; that takes no port.
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code !== 'EADDRINUSE' && error.code !== 'EACCES'),
    );
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
