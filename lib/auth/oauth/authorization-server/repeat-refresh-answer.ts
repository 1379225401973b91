import { setTimeout as delay } from 'node:timers/promises';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader } from 'jose';
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { z } from 'zod';
import { getClientContext } from '@/lib/http/client-context';
import { findArtefact, findRefreshAnswer, saveRefreshAnswer } from './artefact.repository';
import { thumbprintOf } from './machine-certificate';

/**
 * For this long after a refresh, the same token from the same client gets the same answer again.
 * Two tabs that refresh at once, or a client whose answer was lost on the way, are no thieves.
 */
export const RETRY_WINDOW_SECONDS = 10;

const savedSchema = z.object({ asked: z.string(), body: z.record(z.string(), z.unknown()) });

type SavedAnswer = z.output<typeof savedSchema>;

/** As long as the library takes a proof. */
const PROOF_SECONDS = 300;
const WAIT_STEP_MS = 25;
const WAIT_STEPS = 80;

/**
 * Adds the retry window to refresh token rotation.
 *
 * Attack: a window in which the old token gives out another successor would let a thief who replays
 * it in time keep a branch of their own, which reuse detection never sees. The answer is therefore
 * repeated, not made again, only after the library has authenticated the client, only to the sender
 * that the token is bound to, and only where it asks for the same. A later replay ends the whole
 * family.
 * @see RFC 9700 section 4.14.2
 */
export function repeatRefreshAnswers(provider: Provider): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    const refreshToken = refreshTokenOf(ctx);
    if (!refreshToken) return;
    const body: unknown = ctx.body;
    const asked = askedOf(ctx);
    if (ctx.status === 200 && isObject(body)) {
      return saveRefreshAnswer(refreshToken, { asked, body });
    }
    if (!isInvalidGrant(body) || !ctx.oidc.client) return;
    const saved = await awaitAnswer(ctx, refreshToken, ctx.oidc.client.clientId);
    if (!saved || saved.asked !== asked) return;
    const answer = saved.body;
    ctx.status = 200;
    ctx.body = answer;
  });
}

/** Whether a used refresh token may still be a retry. */
export function isWithinRetryWindow(consumedAt: Date, now = new Date()): boolean {
  return now.getTime() - consumedAt.getTime() < RETRY_WINDOW_SECONDS * 1000;
}

/** The first answer; waited for where the first request is still being answered. */
async function awaitAnswer(
  ctx: KoaContextWithOIDC,
  refreshToken: string,
  clientId: string,
): Promise<SavedAnswer | undefined> {
  for (let step = 0; step < WAIT_STEPS; step += 1) {
    const used = await findArtefact('RefreshToken', { id: refreshToken });
    const retried =
      used?.payload.clientId === clientId &&
      used.consumedAt !== null &&
      isWithinRetryWindow(used.consumedAt);
    if (!retried || (step === 0 && !(await isSameSender(ctx, used.payload, clientId)))) {
      return undefined;
    }
    const answer = savedSchema.safeParse(await findRefreshAnswer(refreshToken));
    if (answer.success) return answer.data;
    await delay(WAIT_STEP_MS);
  }
  return undefined;
}

/**
 * Attack: someone sends a used, bound refresh token without the key or certificate that it is bound
 * to. The library has verified the proof's signature, method and address, but it refused the token as
 * unknown before it compared the key.
 * @see RFC 9449 section 5
 */
async function isSameSender(
  ctx: KoaContextWithOIDC,
  { jkt, 'x5t#S256': x5t }: Record<string, unknown>,
  clientId: string,
): Promise<boolean> {
  if (typeof x5t === 'string') {
    const certificate = getClientContext().certificate;
    if (!certificate || thumbprintOf(certificate.raw.toString('base64')) !== x5t) return false;
  }
  if (typeof jkt !== 'string') return true;
  const proof = ctx.get('dpop');
  if (!proof) return false;
  const { jwk } = decodeProtectedHeader(proof);
  if (!jwk || (await calculateJwkThumbprint(jwk)) !== jkt) return false;
  const { jti } = decodeJwt(proof);
  const until = Math.floor(Date.now() / 1000) + PROOF_SECONDS;
  return ctx.oidc.provider.ReplayDetection.unique(clientId, String(jti), until);
}

/** What the request narrows: a retry asks for the same as the first. */
function askedOf(ctx: KoaContextWithOIDC): string {
  const { scope, resource } = ctx.oidc.params ?? {};
  return JSON.stringify([scope ?? null, resource ?? null]);
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
