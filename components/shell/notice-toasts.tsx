'use client';

import { Toast } from '@base-ui/react/toast';
import { useEffect } from 'react';
import { NOTICE_COOKIE, NOTICES, type NoticeView, UNDO_LABELS } from './notice';
import { UndoForm } from './undo-form';

/** Time for a screen reader to know the region before something appears in it. */
const SETTLE_MS = 100;
const TOAST_MS = 6_000;
/** A reader who wants something back needs the time to see that. */
const UNDO_TOAST_MS = 30_000;

type NoticesProps = { view: NoticeView | null; undo: (form: FormData) => Promise<void> };
type ToastData = { view: NoticeView };

function NoticeToast({ view, undo }: NoticesProps) {
  const { add, close, toasts } = Toast.useToastManager<ToastData>();
  useEffect(() => {
    if (!view) return;
    document.cookie = `${NOTICE_COOKIE}=; Path=/; Max-Age=0; SameSite=Lax`;
    // Not taken back: the cookie is gone, so a notice that is not added now is lost.
    setTimeout(() => {
      add({
        id: view.stamp,
        title: NOTICES[view.notice],
        timeout: UNDO_LABELS[view.notice] ? UNDO_TOAST_MS : TOAST_MS,
        data: { view },
      });
    }, SETTLE_MS);
  }, [add, view]);
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="border-l-4 border-outline bg-ink px-4 py-3 text-sm text-paper shadow-[0_8px_30px_var(--shadow)] transition-[opacity,translate] duration-200 data-[ending-style]:opacity-0 data-[starting-style]:translate-y-2 data-[starting-style]:opacity-0"
    >
      <Toast.Content className="flex items-center gap-4">
        <Toast.Title render={<p />} className="mr-auto" />
        {toast.data && (
          <UndoForm
            view={toast.data.view}
            action={(form) => {
              close(toast.id);
              return undo(form);
            }}
          />
        )}
        <Toast.Close className="min-h-8 underline underline-offset-4">Close</Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}

/** Says once what was just done, and takes it back where that can be done. */
export function NoticeToasts(props: NoticesProps) {
  return (
    <Toast.Provider>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-40 w-[min(26rem,calc(100vw-2rem))] space-y-2">
          <NoticeToast {...props} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
