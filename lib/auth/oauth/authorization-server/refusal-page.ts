import { toResponse } from '@/lib/http/fetch-message';
import { type ProblemError, problemAnswer } from '@/lib/http/problem';
import { PROBLEMS } from '@/lib/http/problem-catalog';
import { escapeHtml } from '@/lib/escape-html';
import { PLAIN_PAGE_POLICY, plainPage } from '@/lib/plain-page';

/**
 * A refusal as what asked for it can read: a page that says what happened and how to go on for a
 * person, problem+json for a program. The status is the same.
 */
export function refusalPage(error: ProblemError, request: Request, requestId: string): Response {
  const json = toResponse(problemAnswer(error, requestId), requestId);
  if (!request.headers.get('accept')?.includes('text/html')) return json;
  const { title, remedy } = PROBLEMS[error.slug];
  const body = `<p>${escapeHtml(error.options.detail ?? remedy)}</p>
<p>Nothing was allowed, and nothing was sent to the app. Go back to the app and connect it again.</p>
<p>Reason: <code>${escapeHtml(error.slug)}</code>, request ${escapeHtml(requestId)}.</p>
<p><a href="/dashboard">To Tollgate</a></p>`;
  return new Response(plainPage(title, body), {
    status: json.status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': PLAIN_PAGE_POLICY,
    },
  });
}
