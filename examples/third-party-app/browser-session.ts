import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Attempt, Connection } from './tollgate-client';

/** What the app knows of a browser. Tokens stay here; the browser holds a random name for them. */
export type BrowserSession = { attempt?: Attempt; connection?: Connection };

const COOKIE = 'usage-charts';
const MAX_SESSIONS = 1000;

const sessions = new Map<string, BrowserSession>();

/** The session of a browser, if it has one. */
export function findSession(request: IncomingMessage): BrowserSession | undefined {
  const cookies = (request.headers.cookie ?? '').split('; ');
  const name = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  return name ? sessions.get(name) : undefined;
}

/** Begins a new session under a new name, so that nobody else's planted cookie names it. */
export function startSession(response: ServerResponse, session: BrowserSession): void {
  const name = randomBytes(32).toString('base64url');
  sessions.set(name, session);
  const [oldest] = sessions.keys();
  if (sessions.size > MAX_SESSIONS && oldest) sessions.delete(oldest);
  response.setHeader('set-cookie', `${COOKIE}=${name}; Path=/; HttpOnly; SameSite=Lax`);
}
