import { ensureAuthorities } from './authority';
import type { AuthorityKind } from './ca-policy';
import type { Authority, CaStore } from './ca-store';

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
