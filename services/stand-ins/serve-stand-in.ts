import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { FailureSwitch } from './failure-switch';
import { readBody, sendCss, sendJson } from './http';
import { STAND_IN_STYLE } from './page';

export type Handler = (
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void> | void;

type StandInHost<Failure extends string> = {
  port: number;
  log: Logger;
  failures: FailureSwitch<Failure>;
  handle: Handler;
  /** Faults that happen once instead of lasting. @returns whether it was one. */
  applyOnce?: (account: string, failure: Failure | null) => boolean;
  /** What an expected error answers with; undefined logs it and answers 500. */
  describeError?: (error: unknown) => { status: number; body: object } | undefined;
};

/** Serves one stand-in on `localhost` only. */
export async function serveStandIn<Failure extends string>(
  host: StandInHost<Failure>,
): Promise<Server> {
  const server = createServer((request, response) => {
    answer(host, request, response).catch((error: unknown) => {
      const { status, body } = host.describeError?.(error) ?? describe(host.log, error);
      if (response.headersSent) return response.destroy();
      sendJson(response, status, body);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(host.port, 'localhost', resolve);
  });
  return server;
}

/** Stops a stand-in; open connections are closed. */
export async function closeStandIn(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

function describe(log: Logger, error: unknown): { status: number; body: object } {
  if (error instanceof RangeError) return { status: 413, body: { error: 'server_error' } };
  log.error({ err: error }, 'failed');
  return {
    status: 500,
    body: { error: 'server_error', error_description: 'Something went wrong here.' },
  };
}

async function answer<Failure extends string>(
  host: StandInHost<Failure>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (path === '/style.css') return sendCss(response, STAND_IN_STYLE);
  if (path === '/development/failure') return setFailure(host, request, response);
  return host.handle(path, request, response);
}

/**
 * Attack: a page of another origin sends the developer's browser here. A JSON body needs a preflight
 * from there, and none is answered.
 */
async function setFailure<Failure extends string>(
  { failures, applyOnce }: StandInHost<Failure>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'PUT' || request.headers['content-type'] !== 'application/json') {
    return sendJson(response, 405, { message: 'PUT {"account", "failure"} as application/json.' });
  }
  const parsed = failures.request.safeParse(parseJson(await readBody(request)));
  if (!parsed.success) return sendJson(response, 422, { message: parsed.error.message });
  const { account, failure } = parsed.data;
  if (!applyOnce?.(account, failure)) failures.set(account, failure);
  sendJson(response, 200, parsed.data);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
