import { AUTHORITY_LIFE_MS, type AuthorityKind, activationDelay, BACKDATE_MS } from './ca-policy';
import type { Authority, CaStore } from './ca-store';
import { loadSigner } from './load-signer';
import { makeAuthority, type Signer } from './make-certificate';

export type AuthorityLife = Record<AuthorityKind, number>;

const byActivation = (a: Authority, b: Authority) =>
  a.activeFrom.getTime() - b.activeFrom.getTime();

function living(authorities: readonly Authority[], kind: AuthorityKind, now: Date): Authority[] {
  return authorities
    .filter((authority) => authority.kind === kind && authority.notAfter > now)
    .sort(byActivation);
}

/** The authority of a kind that issues now: the one that was activated last. */
export function activeAuthority(
  authorities: readonly Authority[],
  kind: AuthorityKind,
  now: Date,
): Authority | undefined {
  return living(authorities, kind, now).findLast(({ activeFrom }) => activeFrom <= now);
}

async function prepare(
  store: CaStore,
  kind: AuthorityKind,
  parent: Authority | undefined,
  options: { trustDomain: string; life: number; activeFrom: Date; now: Date },
): Promise<Authority> {
  const { now, activeFrom, life } = options;
  const own = new Date(now.getTime() + life);
  const notAfter = parent && parent.notAfter < own ? parent.notAfter : own;
  const id = `${kind}-${now.getTime()}-${Math.trunc(activeFrom.getTime())}`;
  const signer: Signer | undefined = parent && (await loadSigner(parent.certPem, parent.keyPem));
  const made = await makeAuthority({
    name: `Tollgate ${kind} ${activeFrom.toISOString()}`,
    trustDomain: options.trustDomain,
    signer,
    pathLength: kind === 'root' ? undefined : 0,
    notBefore: new Date(now.getTime() - BACKDATE_MS),
    notAfter,
  });
  const authority: Authority = {
    id,
    kind,
    serial: made.serial,
    parent: parent?.id ?? id,
    activeFrom,
    notAfter,
    certPem: made.certPem,
    keyPem: made.keyPem,
  };
  await store.addAuthority(authority);
  return authority;
}

/**
 * Makes sure that each kind has an active authority and a next one, and forgets expired ones.
 * @returns all living authorities, and whether something changed.
 */
export async function ensureAuthorities(
  store: CaStore,
  trustDomain: string,
  now: Date,
  lives: AuthorityLife = AUTHORITY_LIFE_MS,
): Promise<{ authorities: Authority[]; changed: boolean }> {
  let authorities = await store.authorities();
  let changed = false;
  for (const expired of authorities.filter(({ notAfter }) => notAfter <= now)) {
    await store.remove('authorities', expired.id);
    changed = true;
  }
  authorities = authorities.filter(({ notAfter }) => notAfter > now);
  for (const kind of ['root', 'intermediate'] as const) {
    const add = async (activeFrom: Date) => {
      const parent = kind === 'root' ? undefined : activeAuthority(authorities, 'root', now);
      const options = { trustDomain, life: lives[kind], activeFrom, now };
      authorities.push(await prepare(store, kind, parent, options));
      changed = true;
    };
    if (!activeAuthority(authorities, kind, now)) await add(now);
    if (!living(authorities, kind, now).some(({ activeFrom }) => activeFrom > now)) {
      await add(new Date(now.getTime() + activationDelay(lives[kind])));
    }
  }
  return { authorities, changed };
}
