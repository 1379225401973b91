import {
  ACCESS_TOKEN,
  authenticateAccessToken,
} from '@/lib/auth/oauth/authorization-server/authenticate-access-token';
import { invalidToken } from '@/lib/auth/oauth/authorization-server/require-sender';
import { getClientContext } from '@/lib/http/client-context';
import type { Door } from './door';

/** Access tokens of third-party apps, in `Authorization: Bearer` or, bound to a key, `DPoP`. */
export const accessTokenDoor: Door = {
  recognises: (text, header) => header === 'authorization' && text.startsWith('tg_at_'),
  checkForm(text) {
    if (!ACCESS_TOKEN.test(text)) throw invalidToken('malformed');
    return {
      async prove(request) {
        // Expiry, revocation and the grant are looked up with the token: it is found live or not.
        const principal = await authenticateAccessToken(text, request, getClientContext());
        return {
          principal,
          requireUsable: () => {},
          requireAddress: () => {},
          rateLimit: null,
          headers: {},
          noteUse: () => {},
        };
      },
    };
  },
};
