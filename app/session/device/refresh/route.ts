import type { NextRequest } from 'next/server';
import { answerRefresh } from '@/lib/auth/oauth/session/device/bind-session';

/** Gives the device of a bound session its next short-lived cookie. */
export function POST({ headers, cookies }: NextRequest): Promise<Response> {
  return answerRefresh({ headers, cookie: (name) => cookies.get(name)?.value });
}
