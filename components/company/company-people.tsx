import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import type { CompanyPersonView } from '@/lib/auth/oauth/company/company-view';

type CompanyPeopleProps = {
  people: readonly CompanyPersonView[];
  letInAgain: (form: FormData) => Promise<void>;
};

const STATUS = {
  active: 'active',
  suspended: 'suspended: the provider no longer vouches for them',
  removed: 'removed by an owner',
} as const;

/** Everyone who came by the company's provider. */
export function CompanyPeople({ people, letInAgain }: CompanyPeopleProps) {
  return (
    <DataTable
      caption="People who signed in by the company’s provider"
      rows={people}
      rowKey={({ id }) => id}
      columns={[
        { label: 'Name', heading: true, cell: ({ name }) => name ?? 'Someone' },
        { label: 'E-mail', cell: ({ email }) => email ?? '' },
        { label: 'Role', cell: ({ role }) => role ?? '' },
        { label: 'Status', cell: ({ status }) => STATUS[status] },
        {
          label: 'Actions',
          unlabelled: true,
          numeric: true,
          cell: ({ id, name, status }) =>
            status === 'removed' && (
              <form action={letInAgain}>
                <Button look="quiet" name="id" value={id} aria-label={`Let ${name ?? id} in again`}>
                  Let in again
                </Button>
              </form>
            ),
        },
      ]}
    />
  );
}
