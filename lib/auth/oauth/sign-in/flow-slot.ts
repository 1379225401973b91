import { decode } from 'next-auth/jwt';
import { requireSecret } from '@/lib/env';
import { authCookies } from '../session/session-cookie';

/**
 * Several sign-ins of one browser at a time: each tab has a set of cookies of its own, its slot. With
 * one set, the second tab would overwrite the first one's state, and only the last could finish.
 */

/** As many as the headers have room for. Another one takes the place of the oldest. */
const SLOTS = [1, 2, 3, 4] as const;

type BrowserCookie = { name: string; value: string };

/** A sign-in that this browser has begun. */
type Flow = { slot: number; beganAt: number; state: unknown };

/** The slot for a sign-in that begins now: a free one, or that of the oldest. */
export async function chooseFlowSlot(cookies: readonly BrowserCookie[]): Promise<number> {
  const flows = await readFlows(cookies);
  const free = SLOTS.find((slot) => !flows.some((flow) => flow.slot === slot));
  return free ?? flows.at(-1)?.slot ?? SLOTS[0];
}

/**
 * The slot of the sign-in that an answer belongs to, by its state. Where none fits, the newest:
 * Auth.js then refuses it and says why.
 */
export async function findFlowSlot(
  cookies: readonly BrowserCookie[],
  state: string | null,
): Promise<number | undefined> {
  const flows = await readFlows(cookies);
  return (flows.find((flow) => flow.state === state) ?? flows[0])?.slot;
}

/** Newest first. What can't be opened or has expired is none. */
async function readFlows(cookies: readonly BrowserCookie[]): Promise<Flow[]> {
  const flows = await Promise.all(SLOTS.map((slot) => readFlow(cookies, slot)));
  return flows
    .filter((flow) => flow !== undefined)
    .sort((one, other) => other.beganAt - one.beganAt || other.slot - one.slot);
}

async function readFlow(
  cookies: readonly BrowserCookie[],
  slot: number,
): Promise<Flow | undefined> {
  const { state, pkceCodeVerifier, nonce } = authCookies(slot);
  const [ours, ...others] = await Promise.all([
    open(cookies, state?.name),
    open(cookies, pkceCodeVerifier?.name),
    open(cookies, nonce?.name),
  ]);
  const known = ours ?? others.find((other) => other !== null) ?? undefined;
  return known && { slot, beganAt: known.iat ?? 0, state: ours?.value };
}

/** Auth.js seals each with the cookie's own name as salt. */
async function open(cookies: readonly BrowserCookie[], name = '') {
  const token = cookies.find((cookie) => cookie.name === name)?.value;
  if (!token) return null;
  try {
    return await decode<{ value?: unknown; iat?: number }>({
      token,
      secret: requireSecret('AUTH_SECRET'),
      salt: name,
    });
  } catch {
    return null;
  }
}
