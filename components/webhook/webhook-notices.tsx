import { Callout } from '@/components/ui/callout';
import { PageLink } from '@/components/ui/page-link';
import type { Principal } from '@/lib/auth/principal';
import { listEndpoints } from '@/lib/webhooks/find-endpoint';

/** A workspace has at most 20 in each mode. */
const ALL = { limit: 20 };

const REASONS: Record<string, string> = {
  failing: 'nothing got through for a day',
  gone: 'its receiver said that it is gone',
};

/** Which webhooks were switched off by themselves, and which are on the way there. */
export async function WebhookNotices({ principal }: { principal: Principal }) {
  const { data } = await listEndpoints(principal, ALL);
  const off = data.filter(({ disabledReason }) => Object.hasOwn(REASONS, disabledReason ?? ''));
  const failing = data.filter(({ status, failingSince }) => status === 'enabled' && failingSince);
  if (off.length === 0 && failing.length === 0) return null;
  return (
    <div className="mb-10 space-y-4">
      {off.map((endpoint) => (
        <Callout key={endpoint.id} tone="warning" title="A webhook was switched off">
          <p>
            <PageLink href={`/settings/webhooks/${endpoint.id}`}>
              <code className="[overflow-wrap:anywhere]">{endpoint.url}</code>
            </PageLink>
            : {REASONS[endpoint.disabledReason ?? '']}. Mend the receiver, then switch it on and
            send again what it missed.
          </p>
        </Callout>
      ))}
      {failing.map((endpoint) => (
        <Callout key={endpoint.id} title="Webhook deliveries are failing">
          <p>
            <PageLink href={`/settings/webhooks/${endpoint.id}`}>
              <code className="[overflow-wrap:anywhere]">{endpoint.url}</code>
            </PageLink>{' '}
            fails. We go on trying for a day after each event, then it is switched off.
          </p>
        </Callout>
      ))}
    </div>
  );
}
