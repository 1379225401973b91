'use client';

import { Toast } from '@base-ui/react/toast';
import { useEffect } from 'react';
import { NOTICE_COOKIE, NOTICES, type Notice } from './notice';

const TOAST_MS = 6_000;

function NoticeToast({ notice, stamp }: { notice: Notice | null; stamp: string }) {
  const { add, toasts } = Toast.useToastManager();
  useEffect(() => {
    if (!notice) return;
    document.cookie = `${NOTICE_COOKIE}=; Path=/; Max-Age=0; SameSite=Lax`;
    add({ id: stamp, description: NOTICES[notice], timeout: TOAST_MS });
  }, [add, notice, stamp]);
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="border-l-4 border-accent bg-ink px-4 py-3 text-sm text-paper shadow-[0_8px_30px_var(--shadow)] transition-opacity data-[ending-style]:opacity-0 data-[starting-style]:opacity-0"
    >
      <Toast.Content className="flex items-center justify-between gap-4">
        <Toast.Description />
        <Toast.Close className="min-h-8 px-2 underline underline-offset-4">Close</Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}

/** Says once what was just done. `stamp` tells one notice from the next of the same kind. */
export function Notices(props: { notice: Notice | null; stamp: string }) {
  return (
    <Toast.Provider>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-40 w-[min(24rem,calc(100vw-2rem))] space-y-2">
          <NoticeToast {...props} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
