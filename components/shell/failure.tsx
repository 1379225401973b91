'use client';

import { Button, ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';

export type FailureProps = { error: Error & { digest?: string }; reset: () => void };

/** What a reader sees when a page failed: what to do, and a number to name, never the reason. */
export function Failure({ error, reset }: FailureProps) {
  return (
    <div role="alert">
      <PageHeader
        title="That did not work"
        lead="The fault is on our side. No partial changes were saved. Try again in a few seconds."
      />
      <p className="flex flex-wrap gap-3">
        <Button look="primary" onClick={reset}>
          Try again
        </Button>
        <ButtonLink href="/status">Is something down?</ButtonLink>
      </p>
      {error.digest && (
        <p className="mt-6 text-sm text-quiet">
          If it stays, name this number to us: <code>{error.digest}</code>
        </p>
      )}
    </div>
  );
}
