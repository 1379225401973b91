import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import type { TrustRuleView } from '@/lib/auth/oauth/workload-federation/trust-rules';
import { SCOPES } from '@/lib/auth/scope';
import { RuleClaims, RuleExpiry, RuleLastRefusal, RuleLastUse } from './rule-table';

/** All that is known of a rule. */
export function RuleFacts({ rule }: { rule: TrustRuleView }) {
  return (
    <Facts
      facts={[
        { term: 'Id', value: <code>{rule.id}</code>, copy: 'rule id' },
        { term: 'Issuer', value: <code>{rule.issuer}</code> },
        { term: 'Audience', value: <code>{rule.audience}</code>, copy: 'audience' },
        { term: 'Claims', value: <RuleClaims rule={rule} /> },
        {
          term: 'Permissions',
          value: (
            <ul className="space-y-0.5">
              {rule.scopes.map((scope) => (
                <li key={scope}>
                  {SCOPES[scope]} <code className="text-quiet">{scope}</code>
                </li>
              ))}
            </ul>
          ),
        },
        {
          term: 'Allowed addresses',
          value:
            rule.allowedCidrs.length > 0 ? (
              <code>{rule.allowedCidrs.join(' ')}</code>
            ) : (
              'from anywhere'
            ),
        },
        {
          term: 'Keys',
          value: rule.ownKeys ? 'given with the rule' : 'read from the issuer, and kept 10 minutes',
        },
        {
          term: 'One token',
          value: rule.reusable ? 'can be exchanged more than once' : 'can be exchanged once',
        },
        { term: 'Created', value: <LocalTime time={rule.createdAt} /> },
        { term: 'Expires', value: <RuleExpiry rule={rule} /> },
        { term: 'Last used', value: <RuleLastUse rule={rule} /> },
        { term: 'Last refused', value: <RuleLastRefusal rule={rule} /> },
      ]}
    />
  );
}
