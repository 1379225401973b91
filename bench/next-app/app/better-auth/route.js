import { auth } from '../../auth.mjs';

export const dynamic = 'force-dynamic';

/** An API call whose key better-auth verifies. */
export async function GET(request) {
  const key = request.headers.get('x-api-key') ?? '';
  const result = await auth.api.verifyApiKey({ body: { key } });
  if (!result.valid) return Response.json({ error: result.error }, { status: 401 });
  const { id, name } = result.key;
  return Response.json({ id, name }, { headers: { 'cache-control': 'no-store' } });
}
