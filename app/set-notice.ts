import { cookies } from 'next/headers';
import { NOTICE_COOKIE, type Notice } from '@/components/shell/notice';
import { getEnv } from '@/lib/env';

const NOTICE_SECONDS = 20;

/** Says something once on the page that comes next. For server actions. */
export async function setNotice(notice: Notice): Promise<void> {
  (await cookies()).set(NOTICE_COOKIE, `${notice}.${Date.now()}`, {
    path: '/',
    maxAge: NOTICE_SECONDS,
    sameSite: 'lax',
    secure: getEnv().APP_URL.startsWith('https:'),
  });
}
