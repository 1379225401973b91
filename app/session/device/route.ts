import type { NextRequest } from 'next/server';
import { answerBinding } from '@/lib/auth/oauth/session/device/bind-session';

/** Binds the session to a key of this device. */
export function POST({ headers, cookies }: NextRequest): Promise<Response> {
  return answerBinding({ headers, cookie: (name) => cookies.get(name)?.value });
}
