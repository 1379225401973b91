import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { listApiKeys } from '@/lib/auth/api-key/list-api-keys';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { operatorPrincipal } from '../tollgate/operator-principal';

const NAME = 'npm start';
const LIFETIME_SECONDS = 86_400;

/** A fresh test key for Ada that lives a day. The one of the last start is revoked. */
export async function issueDemoKey(): Promise<string> {
  const ada = await operatorPrincipal('ada', 'test');
  const old = (await listApiKeys(ada)).filter(
    ({ name, status }) => name === NAME && status === 'active',
  );
  for (const { id } of old) await revokeApiKey(ada, id, 'replaced at the next start');
  const { key } = await issueApiKey(ada, {
    name: NAME,
    mode: 'test',
    scopes: ['events:write', 'events:read', 'usage:read', 'meters:read', 'invoices:read'],
    expiresInSeconds: LIFETIME_SECONDS,
  });
  return key;
}
