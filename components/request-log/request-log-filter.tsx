import { Button } from '@/components/ui/button';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';

type RequestLogQuery = { key?: string; status?: string; method?: string; path?: string };

const STATUSES = [
  { value: '', label: 'All' },
  { value: 'failed', label: '4xx and 5xx, failed' },
  { value: '2xx', label: '2xx, succeeded' },
  { value: '4xx', label: '4xx, refused' },
  { value: '5xx', label: '5xx, failed' },
];

const METHODS = ['', 'GET', 'POST', 'PATCH', 'DELETE'].map((value) => ({
  value,
  label: value || 'All',
}));

type RequestLogFilterProps = {
  query: RequestLogQuery;
  keys: readonly { id: string; name: string }[];
};

/** Narrows the log. A form with GET, so that a filtered list is a link. */
export function RequestLogFilter({ query, keys }: RequestLogFilterProps) {
  const keyOptions = [
    { value: '', label: 'All' },
    ...keys.map(({ id, name }) => ({ value: id, label: `${name} (${id})` })),
  ];
  return (
    <form
      method="get"
      role="search"
      aria-label="Requests"
      className="mb-6 grid items-end gap-4 min-[22rem]:grid-cols-2 lg:grid-cols-[1.3fr_1fr_0.8fr_1.2fr_auto]"
    >
      <SelectField label="Key" name="key" options={keyOptions} defaultValue={query.key} />
      <SelectField label="Status" name="status" options={STATUSES} defaultValue={query.status} />
      <SelectField label="Method" name="method" options={METHODS} defaultValue={query.method} />
      <TextField
        label="Path"
        name="path"
        mono
        placeholder="/api/v1/events"
        defaultValue={query.path}
      />
      <Button className="justify-self-start">Filter</Button>
    </form>
  );
}
