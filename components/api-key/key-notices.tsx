import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import { listExpiryNotices, listExposureNotices } from '@/lib/auth/api-key/list-api-keys';
import type { Principal } from '@/lib/auth/principal';

/** What the owner of keys has to know today: which end soon, and which were seen in the open. */
export async function KeyNotices({ principal }: { principal: Principal }) {
  const [expiring, exposed] = await Promise.all([
    listExpiryNotices(principal),
    listExposureNotices(principal),
  ]);
  if (expiring.length === 0 && exposed.length === 0) return null;
  return (
    <div className="mb-10 space-y-4">
      {exposed.map(({ key, kind }) => (
        <Callout
          key={key.id}
          tone="warning"
          title={kind === 'leaked' ? 'A key was found in public' : 'A key was exposed in a URL'}
        >
          <p>
            <PageLink href={`/settings/api-keys/${key.id}`}>{key.name}</PageLink>{' '}
            <code>{key.masked}</code>{' '}
            {kind === 'leaked'
              ? 'was reported and is revoked. Whatever used it needs a new one.'
              : 'still works. URLs end up in logs, so roll it now without an overlap.'}
          </p>
          <ButtonLink
            className="mt-3"
            href={
              kind === 'leaked' ? '/settings/api-keys/new' : `/settings/api-keys/${key.id}#roll`
            }
          >
            {kind === 'leaked' ? 'Create a new key' : 'Roll this key'}
          </ButtonLink>
        </Callout>
      ))}
      {expiring.map(({ key, stage }) => (
        <Callout
          key={key.id}
          tone={stage === 'day' ? 'warning' : 'note'}
          title={stage === 'day' ? 'A key expires within a day' : 'A key expires this week'}
        >
          <p>
            <PageLink href={`/settings/api-keys/${key.id}`}>{key.name}</PageLink> ({key.mode}) works
            until <LocalTime time={key.expiresAt} />. Roll it before, and nothing has to stop.
          </p>
        </Callout>
      ))}
    </div>
  );
}
