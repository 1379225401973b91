import { ensureAuthorities } from './authority';
import { workloadDirectory, WORKLOADS } from './ca-folders';
import { type AuthorityKind, PolicyError } from './ca-policy';
import type { Authority, CaStore, RevokedRecord } from './ca-store';
import { makeTrustFiles } from './trust-files';
import { publishTrust } from './workload-files';

/**
 * Lets the next authority sign from now on, before its time: every workload knows it already. The old
 * one stays trusted until it ends. Call it under the CA's lock, then publish.
 * @throws {Error} where there is none: the CA has never run.
 */
export async function activateNext(
  store: CaStore,
  trustDomain: string,
  kind: AuthorityKind,
): Promise<Authority> {
  const now = new Date();
  const { authorities } = await ensureAuthorities(store, trustDomain, now);
  const next = authorities.find((one) => one.kind === kind && one.activeFrom > now);
  if (!next) throw new Error('There is no next authority.');
  const activated = { ...next, activeFrom: now };
  await store.addAuthority(activated);
  return activated;
}

/**
 * Puts a certificate, of a workload or of an intermediate, on its issuer's CRL. The new CRL is
 * written by the next to publish. Call it under the CA's lock.
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

/**
 * Signs new CRLs and hands them to every workload at once, whether the CA's process runs or not.
 * Call it under the CA's lock.
 */
export async function publishTrustNow(store: CaStore, trustDomain: string): Promise<void> {
  const now = new Date();
  const { authorities } = await ensureAuthorities(store, trustDomain, now);
  const trust = await makeTrustFiles(store, authorities, now);
  for (const { name } of WORKLOADS) await publishTrust(workloadDirectory(name), trust);
}
