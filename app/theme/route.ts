import { NextResponse } from 'next/server';
import { parseTheme } from '@/components/shell/theme-switch';
import { getEnv } from '@/lib/env';

const YEAR_SECONDS = 31_536_000;

/** Keeps the reader's choice of colours, then goes back to the page it was made on. */
export async function POST(request: Request): Promise<NextResponse> {
  const form = await request.formData().catch(() => null);
  if (!form) return new NextResponse('A form with the field theme is expected.', { status: 400 });
  const theme = parseTheme(String(form.get('theme')));
  const response = NextResponse.redirect(pageBefore(request), 303);
  response.cookies.set('tollgate.theme', theme, {
    path: '/',
    maxAge: YEAR_SECONDS,
    sameSite: 'lax',
    secure: getEnv().APP_URL.startsWith('https:'),
  });
  return response;
}

/**
 * Attack: a `Referer` of another site would make this an open redirect. Only the path of a page of
 * ours counts.
 */
function pageBefore(request: Request): URL {
  const home = new URL(getEnv().APP_URL);
  const referrer = request.headers.get('referer');
  if (!referrer || !URL.canParse(referrer)) return home;
  const before = new URL(referrer);
  return before.origin === home.origin ? before : home;
}
