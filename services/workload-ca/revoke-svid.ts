import { PolicyError } from './ca-policy';
import type { CaStore, RevokedRecord } from './ca-store';

/**
 * Puts a certificate, of a workload or of an intermediate, on its issuer's CRL. The new CRL is
 * written by whoever publishes next. Call it under the CA's lock.
 * @param serial hexadecimal, colons allowed.
 * @throws {PolicyError} when this CA has issued no such certificate, or it has expired.
 */
export async function revokeSvid(
  store: CaStore,
  serial: string,
  now = new Date(),
): Promise<RevokedRecord> {
  const wanted = serial.replaceAll(':', '').toUpperCase();
  const issued = (await store.issued()).find((record) => record.serial === wanted);
  const authority = (await store.authorities()).find(
    (record) => record.serial === wanted && record.kind === 'intermediate',
  );
  const issuer = issued?.issuer ?? authority?.parent;
  if (!issuer) throw new PolicyError(`This CA knows no certificate with the serial ${wanted}.`);
  const record = { serial: wanted, issuer, at: now };
  await store.addRevoked(record);
  return record;
}
