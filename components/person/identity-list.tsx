import { StyleMark } from '@/components/auth-style/style-mark';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { LocalTime } from '@/components/ui/local-time';

type FormAction = (form: FormData) => Promise<void>;

type IdentityListProps = {
  identities: readonly { id: string; provider: string; createdAt: Date }[];
  /** What a provider is called, also one that is no longer offered. */
  nameOf: (provider: string) => string;
  /** Providers that this site offers. */
  providers: readonly { id: string; name: string }[];
  add: FormAction;
  remove: FormAction;
};

/** The providers that sign the person in, and those that could. */
export function IdentityList({ identities, nameOf, providers, add, remove }: IdentityListProps) {
  const missing = providers.filter(({ id }) => !identities.some(({ provider }) => provider === id));
  return (
    <ul className="border-t border-rule text-sm">
      {identities.map(({ id, provider, createdAt }) => (
        <li
          key={id}
          className="flex min-h-14 flex-wrap items-center justify-between gap-x-6 border-b border-rule py-2"
        >
          <span className="flex items-center gap-2">
            <StyleMark name="oauth" />
            <span>
              <span className="font-semibold">{nameOf(provider)}</span>{' '}
              <span className="text-quiet">
                since <LocalTime time={createdAt} precision="date" />
              </span>
            </span>
          </span>
          {identities.length > 1 && (
            <ConfirmDialog
              trigger="Remove"
              triggerLabel={`Remove ${nameOf(provider)}`}
              href="/settings/profile"
              title={`Remove ${nameOf(provider)}?`}
              description="It no longer signs you in. You can add it again."
              confirm="Remove provider"
              action={remove}
              values={{ id }}
            />
          )}
        </li>
      ))}
      {missing.map(({ id, name }) => (
        <li
          key={id}
          className="flex min-h-14 flex-wrap items-center justify-between gap-x-6 border-b border-rule py-2"
        >
          <span className="text-quiet">{name}</span>
          <form action={add}>
            <Button name="provider" value={id}>
              Add {name}
            </Button>
          </form>
        </li>
      ))}
    </ul>
  );
}
