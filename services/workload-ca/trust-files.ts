import { BACKDATE_MS, CRL_LIFE_MS } from './ca-policy';
import type { Authority, CaStore } from './ca-store';
import { loadSigner } from './load-signer';
import { makeCrl } from './make-crl';

/** What every workload must know: the roots, and the CRL of each authority. */
export type TrustFiles = { bundlePem: string; crlPem: string };

/**
 * Signs a CRL for each living authority, prepared ones included: a peer needs the CRL of a CA
 * before it meets the first certificate of it.
 */
export async function makeTrustFiles(
  store: CaStore,
  authorities: readonly Authority[],
  now: Date,
): Promise<TrustFiles> {
  const revoked = await store.revoked();
  const crls = await Promise.all(
    authorities.map(async (authority) =>
      makeCrl({
        signer: await loadSigner(authority.certPem, authority.keyPem),
        revoked: revoked.filter(({ issuer }) => issuer === authority.id),
        thisUpdate: new Date(now.getTime() - BACKDATE_MS),
        nextUpdate: new Date(now.getTime() + CRL_LIFE_MS),
      }),
    ),
  );
  const roots = authorities.filter(({ kind }) => kind === 'root');
  return { bundlePem: roots.map(({ certPem }) => certPem).join(''), crlPem: crls.join('') };
}
