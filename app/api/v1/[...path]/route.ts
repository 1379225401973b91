import { answerApiRequest } from '@/lib/api/watch-api-request';
import { getClientContext } from '@/lib/http/client-context';
import { toFetchHandler } from '@/lib/http/fetch-message';

/** The public API hosted inside Next.js: the same handlers as behind the front door. */
const handle = toFetchHandler(answerApiRequest);
const answer = (request: Request) => handle(request, getClientContext());

export const dynamic = 'force-dynamic';

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};
