import type { Metadata } from 'next';
import { CompanyForm, CompanySecretForm, CompanyTestForm } from '@/components/company/company-form';
import { CompanyPeople } from '@/components/company/company-people';
import { ProveDomainForm } from '@/components/company/prove-domain-form';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader, Section } from '@/components/ui/page-header';
import {
  type CompanyView,
  companyAddresses,
  readCompany,
} from '@/lib/auth/oauth/company/company-view';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import type { Principal } from '@/lib/auth/principal';
import {
  connectCompanyAction,
  letInAgainAction,
  proveDomainAction,
  removeCompanyAction,
  replaceSecretAction,
  requireCompanyAction,
  testCompanyAction,
} from './company-action';

export const metadata: Metadata = { title: 'Single sign-on' };

export default async function SingleSignOnPage() {
  const principal = await requirePrincipal('/settings/single-sign-on');
  const company = principal.role === 'owner' ? await readCompany(principal) : null;
  return (
    <>
      <PageHeader
        title="Single sign-on"
        lead="People in your company join this workspace with their work account. When the account is removed, so is their access here."
      />
      {principal.role === 'owner' ? (
        <>
          <Section
            id="addresses"
            title="Register Tollgate at your provider"
            lead="As a confidential web client with the authorization code flow."
          >
            <Facts facts={addressFacts(principal)} />
          </Section>
          {company ? <Connected company={company} /> : <Connect />}
        </>
      ) : (
        <EmptyState title="Only an owner of the workspace sees and changes these settings." />
      )}
    </>
  );
}

function addressFacts(principal: Principal) {
  const { redirectUri, backChannelLogoutUri } = companyAddresses(principal);
  return [
    { term: 'Redirect URI', value: <code>{redirectUri}</code>, copy: 'redirect URI' },
    {
      term: 'Back-channel logout',
      value: <code>{backChannelLogoutUri}</code>,
      copy: 'back-channel logout URI',
    },
    { term: 'Scopes', value: <code>openid email profile offline_access</code> },
  ];
}

function Connect() {
  return (
    <Section
      id="connect"
      title="Connect it"
      lead="Sign-in starts to work once you have proved that you own the domain."
    >
      <CompanyForm action={connectCompanyAction} />
    </Section>
  );
}

function Connected({ company }: { company: CompanyView }) {
  const { issuer, clientId, domain, record, provedAt, role, offlineAccess, requiredBy, people } =
    company;
  return (
    <>
      <Section id="provider" title="Provider">
        <Facts
          facts={[
            { term: 'Issuer', value: <code>{issuer}</code> },
            { term: 'Client id', value: <code>{clientId}</code> },
            { term: 'Domain', value: <code>{domain}</code> },
            {
              term: 'Domain proved',
              value: provedAt ? <LocalTime time={provedAt} /> : 'not yet: sign-in is off',
            },
            { term: 'Role of new people', value: role },
            { term: 'Offline access', value: offlineAccess ? 'asked for' : 'not asked for' },
            {
              term: 'Required',
              value: requiredBy ? `yes, except of ${requiredBy}` : 'no',
            },
          ]}
        />
      </Section>
      {!provedAt && (
        <Section
          id="domain"
          title="Prove the domain"
          lead={`Add this TXT record to the DNS of ${domain}.`}
        >
          <Facts
            facts={[
              { term: 'Name', value: <code>{record.name}</code>, copy: 'record name' },
              { term: 'Value', value: <code>{record.value}</code>, copy: 'record value' },
            ]}
          />
          <div className="mt-4">
            <ProveDomainForm action={proveDomainAction} />
          </div>
        </Section>
      )}
      <Section
        id="test"
        title="Test"
        lead="Reads the metadata, tries client id and secret, and looks up the DNS record. It signs no one in."
      >
        <CompanyTestForm action={testCompanyAction} />
      </Section>
      {provedAt && <Requirement domain={domain} required={requiredBy !== null} />}
      {people.length > 0 && (
        <Section id="people" title="People" lead="Roles are changed and people removed in Members.">
          <CompanyPeople people={people} letInAgain={letInAgainAction} />
        </Section>
      )}
      <Section id="secret" title="Client secret">
        <CompanySecretForm action={replaceSecretAction} />
      </Section>
      <Section
        id="remove"
        title="Remove"
        lead="To use another issuer, client or domain, remove this one and connect the other: its people are new people."
      >
        <ConfirmDialog
          trigger="Remove the provider"
          look="danger"
          href="/settings/single-sign-on/remove"
          title="Remove the provider?"
          description="Everybody who signed in by it is signed out and suspended, and their keys stop working."
          confirm="Remove"
          action={removeCompanyAction}
        />
      </Section>
    </>
  );
}

function Requirement({ domain, required }: { domain: string; required: boolean }) {
  return (
    <Section
      id="require"
      title="Require it"
      lead={`Members with an address at ${domain} then reach this workspace by single sign-on alone. The owner who requires it keeps their own way in, for the day on which the provider does not answer.`}
    >
      <form action={requireCompanyAction}>
        <Button name="required" value={required ? 'no' : 'yes'}>
          {required ? 'Make it optional' : 'Require single sign-on'}
        </Button>
      </form>
    </Section>
  );
}
