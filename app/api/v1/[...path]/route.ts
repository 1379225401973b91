import { answerApiRequest } from '@/lib/api/watch-api-request';
import { getClientContext } from '@/lib/http/client-context';

/** The public API hosted inside Next.js: the same handlers as behind the front door. */
const answer = (request: Request) => answerApiRequest(request, getClientContext());

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
