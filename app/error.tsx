'use client';

import { Failure, type FailureProps } from '@/components/shell/failure';

/** For a failure in a layout, where no frame is left. */
export default function ErrorPage(props: FailureProps) {
  return (
    <main id="main" className="mx-auto w-full max-w-6xl px-4 pt-14 sm:px-8">
      <Failure {...props} />
    </main>
  );
}
