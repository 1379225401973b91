import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { readBody } from '@/services/identity-provider/read-form';
import { sendCss, sendJson } from '@/services/identity-provider/send';
import { failureRequest } from './failure-switch';
import { STAND_IN_STYLE, type StandIn } from './stand-in';

export type Handler = (
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void> | void;

/** Serves one stand-in on `localhost` only. */
export async function serveStandIn(
  standIn: StandIn,
  handle: Handler,
  port: number,
  log: Logger,
): Promise<Server> {
  const server = createServer((request, response) => {
    answer(standIn, handle, request, response).catch((error: unknown) => {
      if (!(error instanceof RangeError)) log.error({ err: error }, 'failed');
      if (response.headersSent) return response.destroy();
      sendJson(response, error instanceof RangeError ? 413 : 500, { error: 'server_error' });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, 'localhost', resolve);
  });
  return server;
}

async function answer(
  standIn: StandIn,
  handle: Handler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (path === '/style.css') return sendCss(response, STAND_IN_STYLE);
  if (path === '/development/failure') return setFailure(standIn, request, response);
  return handle(path, request, response);
}

/**
 * Attack: a page of another origin sends the developer's browser here. A JSON body needs a preflight
 * from there, and none is answered.
 */
async function setFailure(
  { failures, grants }: StandIn,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'PUT' || request.headers['content-type'] !== 'application/json') {
    return sendJson(response, 405, { message: 'PUT {"account", "failure"} as application/json.' });
  }
  const parsed = failureRequest.safeParse(parseJson(await readBody(request)));
  if (!parsed.success) return sendJson(response, 422, { message: parsed.error.message });
  const { account, failure } = parsed.data;
  // These two happen once; the others last.
  if (failure === 'expired-token') grants.expire(account);
  else if (failure === 'revoked') for (const { id } of grants.grantsOf(account)) grants.revoke(id);
  else failures.set(account, failure);
  sendJson(response, 200, parsed.data);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
