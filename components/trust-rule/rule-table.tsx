import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import type { TrustRuleView } from '@/lib/auth/oauth/workload-federation/trust-rules';

type RuleTableProps = {
  rules: readonly TrustRuleView[];
  /** For owners. */
  revoke?: (form: FormData) => Promise<void>;
};

/** The trust rules of a workspace. */
export function RuleTable({ rules, revoke }: RuleTableProps) {
  return (
    <DataTable
      caption="Trust rules"
      rows={rules}
      rowKey={(rule) => rule.id}
      columns={[
        {
          label: 'Name',
          heading: true,
          cell: (rule) => (
            <>
              <PageLink href={`/settings/trusted-issuers/${rule.id}`}>{rule.name}</PageLink>
              <span className="block text-xs font-normal text-quiet">{rule.platform}</span>
            </>
          ),
        },
        { label: 'Claims', cell: (rule) => <RuleClaims rule={rule} /> },
        { label: 'Last used', cell: (rule) => <RuleLastUse rule={rule} /> },
        { label: 'Last refused', cell: (rule) => <RuleLastRefusal rule={rule} /> },
        { label: 'Expires', cell: (rule) => <RuleExpiry rule={rule} /> },
        {
          label: 'Actions',
          unlabelled: true,
          numeric: true,
          cell: (rule) =>
            revoke && (
              <ConfirmDialog
                trigger="Revoke"
                triggerLabel={`Revoke ${rule.name}`}
                href={`/settings/trusted-issuers/${rule.id}#revoke`}
                title={`Revoke “${rule.name}”?`}
                description="Its jobs get no more tokens, and every token issued under it stops working immediately. This can't be undone."
                confirm="Revoke rule"
                action={revoke}
                values={{ id: rule.id }}
              />
            ),
        },
      ]}
    />
  );
}

type RuleProps = { rule: TrustRuleView };

/** What the rule asks of a token, besides issuer and audience. */
export function RuleClaims({ rule }: RuleProps) {
  return (
    <ul>
      {Object.entries(rule.claims).map(([name, value]) => (
        <li key={name}>
          <code>
            {name}={value}
          </code>
        </li>
      ))}
    </ul>
  );
}

/** When a job last got a token, and which. */
export function RuleLastUse({ rule: { lastUsed } }: RuleProps) {
  if (!lastUsed) return <span className="text-quiet">never</span>;
  return (
    <>
      <LocalTime time={lastUsed.at} relative />
      <code className="block text-xs text-quiet">{lastUsed.subject}</code>
    </>
  );
}

/** When a job was last refused, and which condition was not met. */
export function RuleLastRefusal({ rule: { lastRefusal } }: RuleProps) {
  if (!lastRefusal) return <span className="text-quiet">never</span>;
  return (
    <>
      <LocalTime time={lastRefusal.at} relative />
      <span className="block text-xs text-accent">{lastRefusal.reason}</span>
    </>
  );
}

/** Until when the rule is in force. */
export function RuleExpiry({ rule: { expiresAt } }: RuleProps) {
  if (!expiresAt) return <span className="text-quiet">never</span>;
  return expiresAt > new Date() ? <LocalTime time={expiresAt} precision="date" /> : 'expired';
}
