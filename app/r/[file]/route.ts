import { toResponse } from '@/lib/http/fetch-message';
import { getClientContext } from '@/lib/http/client-context';
import { problem, problemAnswer } from '@/lib/http/problem';
import { readRegistryFile } from '@/lib/learn/read-registry';

type Context = { params: Promise<{ file: string }> };

/**
 * Parts of this project for the shadcn command line: `npx shadcn add <APP_URL>/r/api-key.json`.
 * @see https://ui.shadcn.com/docs/registry
 */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const text = await readRegistryFile((await params).file);
  if (text === undefined) {
    const { requestId } = getClientContext();
    return toResponse(problemAnswer(problem('not-found'), requestId), requestId);
  }
  return new Response(text, {
    headers: { 'content-type': 'application/json', 'cache-control': 'no-cache' },
  });
}
