import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { RuleFacts } from '@/components/trust-rule/rule-facts';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { PageHeader, Section } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { getTrustRule, type TrustRuleView } from '@/lib/auth/oauth/workload-federation/trust-rules';
import { getEnv } from '@/lib/env';
import { revokeRuleAction } from '../trust-rule-action';

export const metadata: Metadata = { title: 'Trust rule' };

export default async function TrustRulePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const principal = await requirePrincipal(`/settings/trusted-issuers/${encodeURIComponent(id)}`);
  const rule = await getTrustRule(principal, id);
  if (!rule) notFound();
  return (
    <>
      <p className="mb-4 text-sm">
        <PageLink href="/settings/trusted-issuers">All rules</PageLink>
      </p>
      <PageHeader title={rule.name} lead={`${rule.platform}, ${rule.mode} mode`} />
      <RuleFacts rule={rule} />
      <Section
        id="use"
        title="In the job"
        lead="The job asks its platform for a token, exchanges it, and calls the API with what it gets. None of this is secret; only the two tokens are, and they are gone after the job."
      >
        <p className="mb-2 text-sm">
          Ask for the token: <code className="[overflow-wrap:anywhere]">{rule.request}</code>
        </p>
        <CodeBlock id="exchange" label="exchange" code={writeExchange(rule, getEnv().APP_URL)} />
      </Section>
      {principal.role === 'owner' && (
        <Section
          id="revoke"
          title="Revoke"
          lead="Its jobs get no more tokens, and every token issued under it stops working immediately. This can't be undone."
        >
          <form action={revokeRuleAction}>
            <input type="hidden" name="id" value={rule.id} />
            <Button look="danger">Revoke rule</Button>
          </form>
        </Section>
      )}
    </>
  );
}

function writeExchange({ id }: TrustRuleView, origin: string): string {
  return [
    `curl ${origin}/oauth/token \\`,
    '  -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \\',
    '  -d subject_token_type=urn:ietf:params:oauth:token-type:jwt \\',
    '  --data-urlencode "subject_token=$JOB_TOKEN" \\',
    `  -d client_id=${id} \\`,
    `  --data-urlencode resource=${origin}/api/v1`,
  ].join('\n');
}
