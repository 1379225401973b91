import { handleApiRequest } from '@/lib/api/handle-api-request';
import { getClientContext } from '@/lib/http/client-context';

/** GitHub's reports of leaked keys, hosted inside Next.js. */
export function POST(request: Request): Promise<Response> {
  return handleApiRequest(request, getClientContext());
}

export const dynamic = 'force-dynamic';
