import pino from 'pino';
import { openFileIdentitySource } from '@/lib/auth/mtls/identity/file-identity-source';
import type { IdentitySource } from '@/lib/auth/mtls/identity/identity';
import { createMtlsServer, type PeerHandler } from '@/lib/auth/mtls/server/create-mtls-server';
import { CaStore } from '@/services/workload-ca/ca-store';
import { issueSvid } from '@/services/workload-ca/issue-svid';
import { publishSvid } from '@/services/workload-ca/workload-files';

export const PORT = Number(process.env.PORT ?? 8443);
export const TRUST_DOMAIN = 'example.test';
export const WEB = `spiffe://${TRUST_DOMAIN}/web`;
export const BILLING = `spiffe://${TRUST_DOMAIN}/billing`;

const TTL_SECONDS = Number(process.env.TTL_SECONDS ?? 600);
const NAMES = ['web', 'billing', 'reports'];

/** Silent but for what is refused; put your own log here. */
export const log = pino({ level: process.env.LOG_LEVEL ?? 'warn' });

/** Issues certificates and renews them at half of their life. In production SPIRE or cert-manager does. */
async function startDevelopmentCa(): Promise<void> {
  const store = await CaStore.open('.workload/ca');
  const issueAll = async () => {
    for (const name of NAMES) {
      const spiffeId = `spiffe://${TRUST_DOMAIN}/${name}`;
      const options = { spiffeId, trustDomain: TRUST_DOMAIN, ttlSeconds: TTL_SECONDS };
      await publishSvid(`.workload/${name}`, await issueSvid(store, options));
    }
  };
  await issueAll();
  setInterval(() => void issueAll(), (TTL_SECONDS / 2) * 1_000).unref();
}

/** The identity that was issued to a workload, now and after each renewal. */
export function openIdentity(name: string): Promise<IdentitySource> {
  return openFileIdentitySource({ directory: `.workload/${name}`, log });
}

/** Serves `handle` to peers with a certificate of the trust domain. */
export async function serve(handle: PeerHandler): Promise<void> {
  await startDevelopmentCa();
  const source = await openIdentity('billing');
  createMtlsServer({ source, log, handle }).listen(PORT, () => {
    console.log(`https://localhost:${PORT} for ${WEB} alone. In another shell: npm run call`);
  });
}
