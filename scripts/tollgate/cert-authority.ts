import { getEnv } from '@/lib/env';

/** @throws {Error} outside a local system: there the certificates are SPIRE's or cert-manager's. */
export function requireLocal(): void {
  if (getEnv().DEPLOYMENT === 'local') return;
  throw new Error(
    'The development CA exists with DEPLOYMENT=local only. Run `npm start` once, or set DEPLOYMENT=local.',
  );
}
