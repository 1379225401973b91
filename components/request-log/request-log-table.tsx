import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import type { RequestLogView } from '@/lib/request-log/list-request-logs';
import { HttpStatus } from './http-status';

type RequestLogTableProps = {
  requests: readonly RequestLogView[];
  /** Names of keys by their id. */
  names: ReadonlyMap<string, string>;
};

/** The calls of the API, newest first. */
export function RequestLogTable({ requests, names }: RequestLogTableProps) {
  return (
    <DataTable
      caption="Requests"
      rows={requests}
      rowKey={(request) => request.id}
      columns={[
        { label: 'Time', cell: (request) => <LocalTime time={request.time} precision="second" /> },
        {
          label: 'Request',
          heading: true,
          cell: (request) => (
            <PageLink href={`/developers/request-logs/${request.id}`} className="font-normal">
              <code>
                {request.method} {request.path}
              </code>
            </PageLink>
          ),
        },
        {
          label: 'Answer',
          cell: (request) => <HttpStatus status={request.status} problem={request.problem} />,
        },
        {
          label: 'Key',
          cell: (request) => (
            <>
              {names.get(request.credentialId) ?? <code>{request.credentialId}</code>}
              {request.proof && (
                <span className="block text-xs text-quiet">proof: {request.proof}</span>
              )}
            </>
          ),
        },
        { label: 'From', cell: ({ address }) => address && <code>{address}</code> },
        {
          label: 'Took',
          numeric: true,
          cell: (request) => (
            <span className="whitespace-nowrap">{request.durationMs.toFixed(1)} ms</span>
          ),
        },
      ]}
    />
  );
}
