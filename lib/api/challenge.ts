import { DPOP_ALGORITHMS } from '@/lib/auth/proof-of-possession/verify-dpop-proof';
import { getEnv } from '@/lib/env';
import type { HttpAnswer } from '@/lib/http/http-message';

const DPOP_CHALLENGE = `DPoP algs="${DPOP_ALGORITHMS.join(' ')}"`;

/**
 * Where to get a credential, and which scope this call needs: a client that only knows what the API
 * has would ask for all of it. Bearer comes first: some clients read the first challenge alone.
 * @see RFC 9728 section 5.1, RFC 6750 section 3, RFC 9449 section 7.1
 */
export function challengeOf(
  { status, headers }: HttpAnswer,
  scope: string | null | undefined,
): string | undefined {
  const own = headers['www-authenticate'];
  if (status !== 401 && !(status === 403 && own)) return undefined;
  const challenge = own ?? 'Bearer realm="tollgate"';
  return [
    challenge,
    ...(scope && !challenge.includes('scope=') ? [`scope="${scope}"`] : []),
    `resource_metadata="${getEnv().APP_URL}/.well-known/oauth-protected-resource/api/v1"`,
    ...(status === 401 && challenge.startsWith('Bearer') ? [DPOP_CHALLENGE] : []),
  ].join(', ');
}
