import type { NextRequest } from 'next/server';
import { setNotice } from '@/app/set-notice';
import { completeConnection } from '@/lib/auth/oauth/connections/complete-connection';
import { isConnectionProvider } from '@/lib/auth/oauth/connections/connection-provider';
import { ConnectionRefusedError } from '@/lib/auth/oauth/connections/connection-refusal';
import { requirePerson } from '@/lib/auth/oauth/session/require-principal';

type Context = { params: Promise<{ provider: string }> };

const PAGE = '/settings/connections';

/** Where a provider sends the browser back to. The code leaves the address bar with the answer. */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const { provider } = await params;
  if (!isConnectionProvider(provider)) return new Response(null, { status: 404 });
  const person = await requirePerson(PAGE);
  try {
    await completeConnection(person, provider, request.nextUrl.searchParams);
    await setNotice('connection-made');
    return goTo(PAGE);
  } catch (error) {
    if (!(error instanceof ConnectionRefusedError)) throw error;
    return goTo(`${PAGE}?refused=${error.reason}`);
  }
}

function goTo(location: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  });
}
