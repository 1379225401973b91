import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { errors } from 'oidc-provider';
import type { Logger } from 'pino';
import { answerInteraction, type InteractionSettings } from './answer-interaction';
import { type FailureSwitch, failureRequest } from './failure-switch';
import { LOGIN_STYLE } from './login-page';
import { readBody } from './read-form';
import { sendCss, sendJson } from './send';

export type IssuerHost = InteractionSettings & {
  port: number;
  failures: FailureSwitch;
  log: Logger;
  /** Answers the paths below `/user`, where the issuer has an API. */
  answerApi?: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
};

/** Serves one issuer on `localhost` only. */
export async function serveIssuer(host: IssuerHost): Promise<Server> {
  const protocol = host.provider.callback();
  const server = createServer((request, response) => {
    answer(host, protocol, request, response).catch((error: unknown) => {
      if (!(error instanceof errors.OIDCProviderError)) host.log.error({ err: error }, 'failed');
      if (response.headersSent) return response.destroy();
      const expired = error instanceof errors.SessionNotFound;
      sendJson(response, expired ? 400 : 500, {
        error: expired ? 'invalid_request' : 'server_error',
        error_description: expired
          ? 'This sign-in has expired or was begun in another browser. Go back and begin again.'
          : 'Something went wrong here.',
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(host.port, 'localhost', resolve);
  });
  return server;
}

async function answer(
  host: IssuerHost,
  protocol: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (path === '/style.css') return sendCss(response, LOGIN_STYLE);
  if (path.startsWith('/interaction/')) return answerInteraction(host, request, response);
  if (path === '/development/failure') return setFailure(host, request, response);
  if (host.answerApi && path.startsWith('/user')) return host.answerApi(request, response);
  return protocol(request, response);
}

/**
 * Attack: a page of another origin sends the developer's browser here. A JSON body needs a preflight
 * from there, and none is answered.
 */
async function setFailure(
  host: IssuerHost,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'PUT' || request.headers['content-type'] !== 'application/json') {
    return sendJson(response, 405, { message: 'PUT {"login", "failure"} as application/json.' });
  }
  const parsed = failureRequest.safeParse(parseJson(await readBody(request)));
  if (!parsed.success) return sendJson(response, 422, { message: parsed.error.message });
  host.failures.set(parsed.data.login, parsed.data.failure);
  sendJson(response, 200, parsed.data);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
