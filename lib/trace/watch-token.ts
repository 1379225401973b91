import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { requireSecret } from '../env';

/** The header of a call, and the cookie of a browser, that a learner watches. */
export const WATCH_HEADER = 'watch-token';
export const WATCH_COOKIE = 'tollgate.watch';

export const WATCH_SECONDS = 3_600;

export type Watch = { workspaceId: string; userId: string };

const payloadSchema = z.object({ w: z.uuid(), u: z.uuid(), e: z.number() });

/**
 * Makes the token by which a signed-in learner's own calls are recorded for their workspace. It
 * opens nothing: it only says for whom to record.
 */
export function issueWatchToken({ workspaceId, userId }: Watch, now = Date.now()): string {
  const expires = Math.floor(now / 1000) + WATCH_SECONDS;
  const payload = Buffer.from(JSON.stringify({ w: workspaceId, u: userId, e: expires }));
  const text = payload.toString('base64url');
  return `${text}.${sign(text).toString('base64url')}`;
}

/**
 * Reads a token back; undefined where it is not ours or has ended.
 *
 * Attack: anyone could write the header. Unsigned, it would let strangers fill a workspace's store
 * and slow the calls of others down.
 */
export function readWatchToken(token: string | undefined, now = Date.now()): Watch | undefined {
  const [text, signature] = token?.split('.') ?? [];
  if (!text || !signature) return undefined;
  const presented = Buffer.from(signature, 'base64url');
  const expected = sign(text);
  if (presented.length !== expected.length || !timingSafeEqual(presented, expected)) {
    return undefined;
  }
  const payload = payloadSchema.safeParse(
    JSON.parse(Buffer.from(text, 'base64url').toString('utf8')),
  );
  if (!payload.success || payload.data.e * 1000 < now) return undefined;
  return { workspaceId: payload.data.w, userId: payload.data.u };
}

function sign(text: string): Buffer {
  return createHmac('sha256', requireSecret('AUTH_SECRET')).update(`watch:${text}`).digest();
}
