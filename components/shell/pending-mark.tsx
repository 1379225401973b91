'use client';

import { useLinkStatus } from 'next/link';

/** Inside a link: a quiet sign that its page is on the way. It takes no room, so nothing moves. */
export function PendingMark() {
  const { pending } = useLinkStatus();
  return (
    <span
      aria-hidden
      className={`ml-2 inline-block size-1.5 rounded-full bg-accent transition-opacity delay-150 ${pending ? 'animate-pulse opacity-100' : 'opacity-0'}`}
    />
  );
}
