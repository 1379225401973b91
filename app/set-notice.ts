import { cookies } from 'next/headers';
import { NOTICE_COOKIE, type Notice, writeNotice } from '@/components/shell/notice';
import { getEnv } from '@/lib/env';

const NOTICE_SECONDS = 20;

/** Says something once on the page that comes next, about an object. For server actions. */
export async function setNotice(notice: Notice, object = ''): Promise<void> {
  const text = writeNotice({ notice, stamp: String(Date.now()), object });
  (await cookies()).set(NOTICE_COOKIE, text, {
    path: '/',
    maxAge: NOTICE_SECONDS,
    sameSite: 'lax',
    secure: getEnv().APP_URL.startsWith('https:'),
  });
}
