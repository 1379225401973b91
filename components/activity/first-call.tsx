'use client';

import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { PageLink } from '@/components/ui/page-link';
import type { Activity } from './activity';
import { useActivity } from './use-activity';

const SECONDS = 2;

/** Waits for the first event and says when it is there; a call that was refused is explained. */
export function FirstCall({ initial }: { initial: Activity }) {
  const { lastEvent, requests } = useActivity(initial, SECONDS);
  const [last] = requests;
  if (lastEvent) {
    return (
      <Callout role="status" title="We saw your first call.">
        <p>
          <code>{lastEvent.meter}</code> counted {lastEvent.quantity} at {lastEvent.time}, event{' '}
          <code className="[overflow-wrap:anywhere]">{lastEvent.id}</code>.
        </p>
        <ButtonLink look="primary" href="/events">
          See your events
        </ButtonLink>
      </Callout>
    );
  }
  if (last && last.status >= 400) {
    return (
      <Callout role="status" tone="warning" title="We saw a call, and refused it.">
        <p>
          <code className="[overflow-wrap:anywhere]">
            {last.method} {last.path}
          </code>{' '}
          got {last.status}.{' '}
          {last.problem && (
            <PageLink href={`/docs/problems/${last.problem}`}>What to do about it</PageLink>
          )}
        </p>
      </Callout>
    );
  }
  return (
    <Callout role="status" title="Waiting for your first call">
      <p>This updates automatically. If JavaScript is off, reload the page.</p>
    </Callout>
  );
}
