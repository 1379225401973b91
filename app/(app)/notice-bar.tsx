import { cookies } from 'next/headers';
import { NOTICE_COOKIE, NOTICES, readNotice } from '@/components/shell/notice';
import { Notices } from '@/components/shell/notices';
import { UndoForm } from '@/components/shell/undo-form';
import { Callout } from '@/components/ui/callout';
import { undoAction } from './undo-action';

/** The notice of the last action: a toast, or plain text where no script runs. */
export async function NoticeBar() {
  const view = readNotice((await cookies()).get(NOTICE_COOKIE)?.value);
  return (
    <>
      <Notices view={view} undo={undoAction} />
      {view && (
        <noscript>
          <Callout className="mb-6">
            <p>{NOTICES[view.notice]}</p>
            <UndoForm view={view} action={undoAction} />
          </Callout>
        </noscript>
      )}
    </>
  );
}
