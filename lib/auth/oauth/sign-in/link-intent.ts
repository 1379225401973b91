import { createHash, hkdfSync } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { cookies } from 'next/headers';
import type { NextRequest } from 'next/server';
import { z } from 'zod';
import { requireSecret } from '@/lib/env';
import type { SignInProvider } from './providers';
import { findLiveSession } from '../session/session.repository';
import { deviceCookie, linkCookie } from '../session/session-cookie';

const LIFETIME = '10m';
const PURPOSE = 'tollgate link intent';

const claimsSchema = z.object({ sid: z.string(), provider: z.string(), state: z.string() });

/**
 * Seals that the person of this session wants to add this provider with this very flow.
 *
 * Attack: without the flow's state in it, the wish would also catch the next ordinary sign-in in this
 * browser, and an identity that an attacker chose would be added to the victim's account.
 */
export async function sealLinkIntent(
  sessionId: string,
  provider: SignInProvider,
  state: string,
): Promise<string> {
  return new SignJWT({ sid: sessionId, provider, state: digest(state) })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setExpirationTime(LIFETIME)
    .sign(key());
}

/** Lets the browser remember a sealed wish with its sign-in. For server actions. */
export async function writeLinkIntent(slot: number, intent: string): Promise<void> {
  const { name, options } = linkCookie(slot);
  (await cookies()).set(name, intent, options);
}

/**
 * The person who asked for this link.
 * @returns `none` where no one asked with this flow, `invalid` where the session that asked is gone.
 */
export async function readLinkIntent(
  request: NextRequest,
  slot: number | undefined,
  provider: string,
  sessionToken: string | undefined,
): Promise<{ userId: string } | 'none' | 'invalid'> {
  const intent = request.cookies.get(linkCookie(slot).name)?.value;
  const state = request.nextUrl.searchParams.get('state');
  if (!intent || !state) return 'none';
  const claims = await open(intent);
  if (!claims || claims.provider !== provider || claims.state !== digest(state)) return 'none';
  const device = request.cookies.get(deviceCookie().name)?.value;
  const session = sessionToken ? await findLiveSession(sessionToken, null, { device }) : null;
  return session?.id === claims.sid ? { userId: session.user.id } : 'invalid';
}

/** The header that takes the wish away. */
export function clearLinkIntent(slot?: number): string {
  const { name, options } = linkCookie(slot);
  const secure = options.secure ? '; Secure' : '';
  return `${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure}`;
}

async function open(intent: string): Promise<z.output<typeof claimsSchema> | undefined> {
  try {
    const { payload } = await jwtVerify(intent, key(), { algorithms: ['HS256'] });
    return claimsSchema.parse(payload);
  } catch {
    return undefined;
  }
}

function digest(state: string): string {
  return createHash('sha256').update(state).digest('base64url');
}

function key(): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', requireSecret('AUTH_SECRET'), '', PURPOSE, 32));
}
