import { Button } from '@/components/ui/button';
import { PageLink } from '@/components/ui/page-link';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import type { MeterView } from '@/lib/usage/usage-view';

type EventQuery = {
  meter?: string | undefined;
  customer?: string | undefined;
  id?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

/** Narrows the list of events. A form with GET, so that a filtered list is a link. */
export function EventFilter({
  query,
  meters,
}: {
  query: EventQuery;
  meters: readonly MeterView[];
}) {
  const options = [
    { value: '', label: 'All' },
    ...meters.map(({ key, name }) => ({ value: key, label: `${name} (${key})` })),
  ];
  const filtered = Object.values(query).some(Boolean);
  return (
    <form
      method="get"
      role="search"
      aria-label="Events"
      className="mb-8 grid items-end gap-4 min-[22rem]:grid-cols-2 lg:grid-cols-3"
    >
      <SelectField label="Meter" name="meter" options={options} defaultValue={query.meter} />
      <TextField label="Customer" name="customer" defaultValue={query.customer} />
      <TextField label="Id" name="id" mono defaultValue={query.id} />
      <TextField label="From (UTC)" name="from" type="date" defaultValue={query.from} />
      <TextField label="To (UTC), included" name="to" type="date" defaultValue={query.to} />
      <div className="flex items-center gap-4">
        <Button>Filter</Button>
        {filtered && (
          <PageLink href="/events" className="text-sm">
            Show all
          </PageLink>
        )}
      </div>
    </form>
  );
}
