import { type Fact, Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import type { ApiKeyView } from '@/lib/auth/api-key/api-key-view';
import { SCOPES } from '@/lib/auth/scope';
import { KeyLastUse, KeyStatus } from './key-status';

/** All that is known of a key, but its secret. */
export function KeyFacts({ apiKey }: { apiKey: ApiKeyView }) {
  return <Facts facts={factsOf(apiKey)} />;
}

function factsOf(key: ApiKeyView): Fact[] {
  return [
    { term: 'Status', value: <KeyStatus apiKey={key} /> },
    ...(key.revokedAt
      ? [
          {
            term: 'Revoked',
            value: (
              <>
                <LocalTime time={key.revokedAt} />
                {key.revokedReason && `, ${key.revokedReason}`}
              </>
            ),
          },
        ]
      : []),
    { term: 'Id', value: <code>{key.id}</code>, copy: 'key id' },
    { term: 'Mode', value: key.mode },
    {
      term: 'Permissions',
      value: (
        <ul className="space-y-0.5">
          {key.scopes.map((scope) => (
            <li key={scope}>
              {SCOPES[scope]} <code className="text-quiet">{scope}</code>
            </li>
          ))}
        </ul>
      ),
    },
    {
      term: 'Allowed IP addresses',
      value: key.allowedCidrs.length > 0 ? <code>{key.allowedCidrs.join(' ')}</code> : 'any',
    },
    {
      term: 'Bound to',
      value: key.bound ? (
        <>
          {key.bound.alg} key pair <code>{key.bound.thumbprint}</code>
        </>
      ) : (
        'nothing: anyone who has the key can use it'
      ),
    },
    { term: 'Owner', value: key.ownerName ?? 'Someone' },
    { term: 'Created', value: <LocalTime time={key.createdAt} /> },
    { term: 'Expires', value: <LocalTime time={key.expiresAt} /> },
    ...(key.rolledAt ? [{ term: 'Last rolled', value: <LocalTime time={key.rolledAt} /> }] : []),
    ...(key.previousWorksUntil
      ? [
          {
            term: 'Old secret',
            value: (
              <>
                works until <LocalTime time={key.previousWorksUntil} /> at the latest
              </>
            ),
          },
        ]
      : []),
    { term: 'Last used', value: <KeyLastUse apiKey={key} /> },
    ...(key.lastUsedUserAgent
      ? [{ term: 'Client', value: <code>{key.lastUsedUserAgent}</code> }]
      : []),
  ];
}
