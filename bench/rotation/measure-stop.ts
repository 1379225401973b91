import type { ChildProcess } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PeerClient } from '@/lib/auth/mtls/client/create-mtls-client';
import type { IdentitySource } from '@/lib/auth/mtls/identity/identity';
import { kill, pause } from './chaos';

export type StopResult = {
  /** Seconds until the first of the two certificates ran out, when the alarm came, and when the first call failed. */
  alarmLeft: number | null;
  failureLeft: number;
  callsBefore: number;
};

/** Kills the agent for good and calls until a call fails. */
export async function measureStop(
  folder: string,
  client: PeerClient,
  source: IdentitySource,
  agent: ChildProcess,
  alarmAt: () => number | null,
): Promise<StopResult> {
  await kill(agent);
  await pause(300);
  // Whichever of the two runs out first: then there is no handshake any more.
  const billing = new X509Certificate(await readFile(path.join(folder, 'billing', 'svid.pem')));
  const own = source.current().chain[0].notAfter.getTime();
  const until = Math.min(own, Date.parse(billing.validTo));
  let callsBefore = 0;
  for (;;) {
    try {
      await client.call({ method: 'GET', path: '/' });
      callsBefore += 1;
    } catch {
      const alarm = alarmAt();
      return {
        alarmLeft: alarm === null ? null : (until - alarm) / 1_000,
        failureLeft: (until - Date.now()) / 1_000,
        callsBefore,
      };
    }
    await pause(5);
  }
}
