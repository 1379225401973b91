import { databaseNow } from '@/lib/database-clock.repository';
import { db } from '@/lib/db';
import type { DeviceKey } from './device-proof';

export type SessionDeviceRow = {
  jwk: unknown;
  algorithm: string;
  boundAt: Date;
  refreshedAt: Date;
};

/**
 * Binds a session, once.
 * @returns false where it is bound already, or is gone.
 */
export async function insertSessionDevice(
  sessionId: string,
  { jwk, algorithm }: DeviceKey,
): Promise<boolean> {
  const now = await databaseNow();
  const data = { sessionId, jwk, algorithm, boundAt: now, refreshedAt: now };
  const { count } = await db().sessionDevice.createMany({ data, skipDuplicates: true });
  return count === 1;
}

/** Records that the device proved its key. @returns false where the session is gone. */
export async function touchSessionDevice(sessionId: string): Promise<boolean> {
  const refreshedAt = await databaseNow();
  const { count } = await db().sessionDevice.updateMany({
    where: { sessionId },
    data: { refreshedAt },
  });
  return count === 1;
}
