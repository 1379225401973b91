import type { Principal } from '@/lib/auth/principal';
import { connectBenchApp } from '../support/bench-connection';
import { CODE_CHALLENGE, REDIRECT_URI } from './app-code';

/** One public app of ours, with so many codes and tokens of each kind. */
export async function makeOwnTokens(owner: Principal, count: number) {
  const { clientId, resource, give } = await connectBenchApp(owner, 'api', [REDIRECT_URI]);
  const code = { redirectUri: REDIRECT_URI, codeChallenge: CODE_CHALLENGE, resource };
  return {
    clientId,
    accessTokens: await give('AccessToken', 'tg_at_', count, { aud: resource }),
    codes: await give('AuthorizationCode', '', count, { ...code, codeChallengeMethod: 'S256' }),
    refreshTokens: await give('RefreshToken', 'tg_rt_', count, { resource, rotations: 0 }),
  };
}
