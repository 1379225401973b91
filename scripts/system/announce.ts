import type { Env } from '@/lib/env';
import { secondsSince } from './progress';

/** The last words of a start: where to go, who to be, and a call that works when pasted. */
export function announce(env: Env, startedAt: number, dev: boolean, key: string): void {
  console.log(`
Tollgate is ready after ${secondsSince(startedAt)}${dev ? ', with hot reload' : ''}.

  App       ${env.APP_URL}
  Sign in   ${env.APP_URL}/sign-in with GitHub or Google, then as ada, grace or mallory (no password)
  Learn     ${env.APP_URL}/learn

${trustLines(env)}  A test key of Ada's, valid for a day:
  ${curlLine(env, key)}

Ctrl-C stops everything. Logs are in ${env.DATA_DIR}/log.
`);
}

/** How to trust the certificate of the https port. */
function trustLines({ HTTPS_PORT, HTTPS_DIR }: Env): string {
  if (HTTPS_PORT === undefined) return '';
  return `  Its certificate is for localhost alone. Trust ${HTTPS_DIR}/ca.pem once (docs/https.md), e.g.
  for Chromium on Linux:
  certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n "Tollgate development" -i ${HTTPS_DIR}/ca.pem

`;
}

/** A call that works when pasted. */
export function curlLine(env: Env, key: string): string {
  const trust = env.HTTPS_PORT === undefined ? '' : `--cacert ${env.HTTPS_DIR}/ca.pem `;
  return `curl ${trust}-H "X-API-Key: ${key}" ${env.APP_URL}/api/v1/me`;
}
