import { cookies } from 'next/headers';
import { isNotice, NOTICE_COOKIE, NOTICES } from '@/components/shell/notice';
import { Notices } from '@/components/shell/notice-toast';
import { Callout } from '@/components/ui/callout';

/** The notice of the last action: a toast, or plain text where no script runs. */
export async function NoticeBar() {
  const value = (await cookies()).get(NOTICE_COOKIE)?.value ?? '';
  const [name, stamp = ''] = value.split('.');
  const notice = isNotice(name) ? name : null;
  return (
    <>
      <Notices notice={notice} stamp={stamp} />
      {notice && (
        <noscript>
          <Callout className="mb-6">{NOTICES[notice]}</Callout>
        </noscript>
      )}
    </>
  );
}
