import type { Metadata } from 'next';
import { IdentityList } from '@/components/person/identity-list';
import { Facts } from '@/components/ui/facts';
import { LocalTime, readTimeZone } from '@/components/ui/local-time';
import { PageHeader, Section } from '@/components/ui/page-header';
import { requirePerson, toPrincipal } from '@/lib/auth/oauth/session/require-principal';
import { listIdentities } from '@/lib/auth/oauth/sign-in/identity';
import {
  isCompanyProviderId,
  providerName,
  signInProviders,
} from '@/lib/auth/oauth/sign-in/providers';
import { toPublicId } from '@/lib/public-id';
import { addProviderAction, removeProviderAction } from './profile-action';

export const metadata: Metadata = { title: 'Profile' };

export default async function ProfilePage() {
  const person = await requirePerson('/settings/profile');
  return (
    <>
      <PageHeader title="Profile" lead="Details from your sign-in provider." />
      <Facts
        facts={[
          { term: 'Name', value: person.name },
          { term: 'E-mail', value: person.email },
          { term: 'Id', value: <code>{toPublicId('usr', person.userId)}</code> },
          { term: 'Signed in', value: <LocalTime time={person.signedInAt} /> },
          { term: 'Session ends', value: <LocalTime time={person.expiresAt} /> },
          { term: 'Time zone', value: `${await readTimeZone()}, as your browser says` },
          {
            term: 'Workspaces',
            value: [
              ...person.workspaces.map(({ name, role }) => `${name} (${role})`),
              ...person.closed.map((name) => `${name} (needs the sign-in of your company)`),
            ].join(', '),
          },
        ]}
      />
      <Section
        id="providers"
        title="Ways to sign in"
        lead={
          isCompanyProviderId(person.provider ?? '')
            ? 'Your account is your company’s: it signs in by your company’s provider alone.'
            : 'A second provider signs you in to the same account. It is added only here, never because an e-mail address is the same.'
        }
      >
        <IdentityList
          identities={await listIdentities(toPrincipal(person))}
          nameOf={providerName}
          providers={isCompanyProviderId(person.provider ?? '') ? [] : signInProviders()}
          add={addProviderAction}
          remove={removeProviderAction}
        />
      </Section>
    </>
  );
}
