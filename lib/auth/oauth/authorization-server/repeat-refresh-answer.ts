import { setTimeout as delay } from 'node:timers/promises';
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { findArtefact } from './artefact.repository';
import { findRefreshAnswer, saveRefreshAnswer } from './artefact.repository';

/**
 * For this long after a refresh, the same token from the same client gets the same answer again.
 * Two tabs that refresh at once, or a client whose answer was lost on the way, are no thieves.
 */
export const RETRY_WINDOW_SECONDS = 10;

const WAIT_STEP_MS = 25;
const WAIT_STEPS = 80;

/**
 * Adds the retry window to refresh token rotation.
 *
 * Attack: a window in which the old token gives out another successor would let a thief who replays
 * it in time keep a branch of their own, which reuse detection never sees. The answer is therefore
 * repeated, not made anew, and only after the library has authenticated the client. A later replay
 * ends the whole family.
 * @see RFC 9700 section 4.14.2
 */
export function repeatRefreshAnswers(provider: Provider): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    const refreshToken = refreshTokenOf(ctx);
    if (!refreshToken) return;
    const body: unknown = ctx.body;
    if (ctx.status === 200 && isObject(body)) return saveRefreshAnswer(refreshToken, body);
    if (!isInvalidGrant(body) || !ctx.oidc.client) return;
    const answer = await awaitAnswer(refreshToken, ctx.oidc.client.clientId);
    if (!answer) return;
    ctx.status = 200;
    ctx.body = answer;
  });
}

/** Whether a used refresh token may still be a retry. */
export function isWithinRetryWindow(consumedAt: Date, now = new Date()): boolean {
  return now.getTime() - consumedAt.getTime() < RETRY_WINDOW_SECONDS * 1000;
}

/** The first answer; waited for where the first request is still being answered. */
async function awaitAnswer(refreshToken: string, clientId: string): Promise<object | undefined> {
  for (let step = 0; step < WAIT_STEPS; step += 1) {
    const used = await findArtefact('RefreshToken', { id: refreshToken });
    const retried =
      used?.payload.clientId === clientId &&
      used.consumedAt !== null &&
      isWithinRetryWindow(used.consumedAt);
    if (!retried) return undefined;
    const answer = await findRefreshAnswer(refreshToken);
    if (answer) return answer;
    await delay(WAIT_STEP_MS);
  }
  return undefined;
}

function refreshTokenOf(ctx: KoaContextWithOIDC): string | undefined {
  if (ctx.oidc?.route !== 'token' || ctx.oidc.params?.grant_type !== 'refresh_token') return;
  const value = ctx.oidc.params.refresh_token;
  return typeof value === 'string' ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isInvalidGrant(body: unknown): boolean {
  return isObject(body) && body.error === 'invalid_grant';
}
