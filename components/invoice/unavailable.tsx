import { Callout } from '@/components/ui/callout';
import { PageLink } from '@/components/ui/page-link';
import { ProblemError } from '@/lib/http/problem';

/** Whether a failure means that billing can't be reached just now. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof ProblemError && error.slug === 'dependency-unavailable';
}

/** Says that billing can't be reached, and what that does and does not mean. */
export function BillingUnavailable() {
  return (
    <Callout tone="warning" title="Billing does not answer at the moment" role="status">
      <p>
        Usage is still counted and nothing is lost. Load the page again in a few seconds.{' '}
        <PageLink href="/status">See what is down</PageLink>
      </p>
    </Callout>
  );
}
