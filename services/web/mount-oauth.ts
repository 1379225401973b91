import { createAuthorizationServer } from '@/lib/auth/oauth/authorization-server/authorization-server';
import { toAddressSubject } from '@/lib/http/client-address';
import { runWithClientContext } from '@/lib/http/client-context';
import { consumeRate } from '@/lib/http/rate-limit';
import type { Mount } from './mount';

/** Guessing secrets, codes and user codes is slowed by address. */
const PER_ADDRESS = { name: 'oauth', quota: 600, windowSeconds: 60 } as const;

const server = createAuthorizationServer();

/** The authorization server, answered before Next.js. */
export const oauthMount: Mount = {
  name: 'oauth',
  matches: server.matches,
  async answer(request, response, context) {
    response.setHeader('x-request-id', context.requestId);
    await consumeRate(PER_ADDRESS, toAddressSubject(context.address));
    await runWithClientContext(context, () => server.handle(request, response));
  },
};
