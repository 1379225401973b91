import type { Env } from '@/lib/env';
import { secondsSince } from './progress';

/** The last words of a start: where to go, who to be, and a call that works when pasted. */
export function announce(env: Env, startedAt: number, dev: boolean, key: string): void {
  console.log(`
Tollgate is ready after ${secondsSince(startedAt)}${dev ? ', with hot reload' : ''}.

  App       ${env.APP_URL}
  Sign in   ${env.APP_URL}/sign-in with GitHub or Google, then as ada, grace or mallory (no password)
  Learn     ${env.APP_URL}/learn

  A test key of Ada's, valid for a day:
  ${curlLine(env, key)}

Ctrl-C stops everything. Logs are in ${env.DATA_DIR}/log.
`);
}

/** A call that works when pasted. */
export function curlLine(env: Env, key: string): string {
  return `curl -H "X-API-Key: ${key}" ${env.APP_URL}/api/v1/me`;
}
