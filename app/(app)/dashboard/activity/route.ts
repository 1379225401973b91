import { readActivity } from '@/components/activity/read-activity';
import { getPerson, toPrincipal } from '@/lib/auth/oauth/session/require-principal';

export const dynamic = 'force-dynamic';

/** What the live parts of the dashboard ask for. */
export async function GET(): Promise<Response> {
  const headers = { 'cache-control': 'private, no-store' };
  const person = await getPerson();
  if (!person) return Response.json({ error: 'signed out' }, { status: 401, headers });
  return Response.json(await readActivity(toPrincipal(person)), { headers });
}
