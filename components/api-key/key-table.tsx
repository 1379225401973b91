import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { type Column, DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import type { ApiKeyView } from '@/lib/auth/api-key/api-key-view';
import { KeyLastUse, KeyStatus } from './key-status';

type KeyTableProps = {
  keys: readonly ApiKeyView[];
  /** Shows whose key it is, for an owner. */
  showOwner: boolean;
  revoke: (form: FormData) => Promise<void>;
};

/** The keys, masked. */
export function KeyTable({ keys, showOwner, revoke }: KeyTableProps) {
  const columns: Column<ApiKeyView>[] = [
    {
      label: 'Name',
      heading: true,
      cell: (key) => (
        <>
          <PageLink href={`/settings/api-keys/${key.id}`}>{key.name}</PageLink>
          <code className="block text-xs font-normal text-quiet">
            {key.masked}
            {key.bound && `, bound ${key.bound.alg}`}
          </code>
        </>
      ),
    },
    { label: 'Status', cell: (key) => <KeyStatus apiKey={key} /> },
    ...(showOwner
      ? [{ label: 'Owner', cell: (key: ApiKeyView) => key.ownerName ?? 'Someone' }]
      : []),
    { label: 'Last used', cell: (key) => <KeyLastUse apiKey={key} /> },
    { label: 'Expires', cell: (key) => <LocalTime time={key.expiresAt} precision="date" /> },
    {
      label: 'Actions',
      unlabelled: true,
      numeric: true,
      cell: (key) =>
        key.status === 'active' && (
          <ConfirmDialog
            trigger="Revoke"
            triggerLabel={`Revoke ${key.name}`}
            href={`/settings/api-keys/${key.id}#revoke`}
            title={`Revoke “${key.name}”?`}
            description="Whatever uses this key stops working immediately. This can't be undone."
            confirm="Revoke key"
            action={revoke}
            values={{ id: key.id }}
          />
        ),
    },
  ];
  return <DataTable caption="API keys" columns={columns} rows={keys} rowKey={(key) => key.id} />;
}
