import { Button } from '@/components/ui/button';
import { PageLink } from '@/components/ui/page-link';
import type { ScopeAdvice } from '@/lib/request-log/advise-unused-scopes';

type ScopeAdviceListProps = {
  advice: readonly ScopeAdvice[];
  narrow: (form: FormData) => Promise<void>;
};

/** Keys that may do more than they did in 30 days, each with a button that takes the rest away. */
export function ScopeAdviceList({ advice, narrow }: ScopeAdviceListProps) {
  return (
    <ul className="border-t border-rule text-sm">
      {advice.map(({ key, used, unused }) => (
        <li
          key={key.id}
          className="flex flex-wrap items-center justify-between gap-x-8 gap-y-3 border-b border-rule py-3"
        >
          <p className="min-w-0 max-w-prose">
            <PageLink href={`/settings/api-keys/${key.id}`}>{key.name}</PageLink>{' '}
            {used.length === 0 ? 'was not used at all. Is it still needed?' : 'never used'}{' '}
            {used.length > 0 && <code>{unused.join(' ')}</code>}
          </p>
          {used.length > 0 && (
            <form action={narrow}>
              <input type="hidden" name="id" value={key.id} />
              {used.map((scope) => (
                <input key={scope} type="hidden" name="scopes" value={scope} />
              ))}
              <Button aria-label={`Narrow ${key.name} to what it used`}>Narrow it</Button>
            </form>
          )}
        </li>
      ))}
    </ul>
  );
}
