import { cookies } from 'next/headers';
import { CONSENT_COOKIE } from '@/lib/auth/oauth/authorization-server/resource';
import { decideConsent } from '@/lib/auth/oauth/authorization-server/decide-consent';
import { provedAt } from '@/lib/auth/oauth/authorization-server/fresh-proof';
import { refusalPage, sendOn } from '@/lib/auth/oauth/authorization-server/pages';
import { isOwnOrigin } from '@/lib/auth/oauth/sign-in/own-url';
import { getPerson } from '@/lib/auth/oauth/session/require-principal';
import { getClientContext } from '@/lib/http/client-context';
import { problem } from '@/lib/http/problem';
import { toProblem } from '@/lib/http/to-problem';

type Context = { params: Promise<{ uid: string }> };

/**
 * Takes the consent page's form. A plain form, no server action: the way back leads
 * through the authorization server to the app, and only the browser itself may walk it.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  try {
    return await decide(request, (await params).uid);
  } catch (error) {
    return refusalPage(toProblem(error), request, getClientContext().requestId);
  }
}

async function decide(request: Request, uid: string): Promise<Response> {
  // Attack: a page of another origin submits this form for the person who looks at it.
  if (!isOwnOrigin(request.headers.get('origin'))) {
    throw problem('forbidden', { detail: 'The form was sent from another site.' });
  }
  const person = await getPerson();
  if (!person) throw problem('consent-required');
  const form = await request.formData();
  const decider = { ...person, provedAt: provedAt(person) };
  const returnTo = await decideConsent(decider, uid, (await cookies()).get(CONSENT_COOKIE)?.value, {
    allow: form.get('decision') === 'allow',
    scopes: form.getAll('scope').filter((scope) => typeof scope === 'string'),
    workspaceId: String(form.get('workspace') ?? ''),
    mode: form.get('mode') === 'live' ? 'live' : 'test',
    device: String(form.get('device') ?? ''),
  });
  return sendOn(returnTo);
}
