import type { ChildProcess } from 'node:child_process';
import type { PeerClient } from '@/lib/auth/mtls/create-mtls-client';
import type { IdentitySource } from '@/lib/auth/mtls/identity';
import { kill, pause } from './chaos';

export type StopResult = {
  /** Seconds that the certificate in use had left when the alarm came, and when the first call failed. */
  alarmLeft: number | null;
  failureLeft: number;
  callsBefore: number;
};

/** Kills the agent for good and calls until a call fails. */
export async function measureStop(
  client: PeerClient,
  source: IdentitySource,
  agent: ChildProcess,
  alarmAt: () => number | null,
): Promise<StopResult> {
  await kill(agent);
  await pause(300);
  const until = source.current().chain[0].notAfter.getTime();
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
