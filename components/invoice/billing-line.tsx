import { DoorMark } from '@/components/door/door-mark';
import { PageLink } from '@/components/ui/page-link';
import { describeBillingConnection } from '@/lib/billing/billing-connection';

/** How these figures came here: the handshake with billing in one quiet line. */
export async function BillingLine() {
  const connection = await describeBillingConnection();
  if (!connection) return null;
  const minutes = Math.round((connection.nextRotation.getTime() - Date.now()) / 60_000);
  return (
    <p className="mt-4 flex gap-2 text-xs text-quiet">
      <DoorMark door="mtls" className="mt-px" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        over mTLS: {connection.protocol}, <code>{connection.local.spiffeId}</code> ↔{' '}
        <code>{connection.remote.spiffeId}</code>, certificate renews{' '}
        {minutes > 0 ? `in ${minutes} min` : 'now'} <PageLink href="/status">details</PageLink>
      </span>
    </p>
  );
}
