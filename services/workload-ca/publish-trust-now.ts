import { ensureAuthorities } from './authority';
import { WORKLOADS, workloadDirectory } from './ca-folders';
import type { CaStore } from './ca-store';
import { makeTrustFiles } from './trust-files';
import { publishTrust } from './workload-files';

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
