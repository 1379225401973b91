'use client';

import { DataTable } from '@/components/ui/data-table';
import { PageLink } from '@/components/ui/page-link';
import { HttpStatus } from '@/components/request-log/http-status';
import { formatDuration } from '@/components/request-log/format-duration';
import type { Activity } from './activity';
import { useActivity } from './use-activity';

const SECONDS = 5;

/** The last calls of the API; new ones appear by themselves. */
export function RecentRequests({ initial }: { initial: Activity }) {
  const { requests } = useActivity(initial, SECONDS);
  if (requests.length === 0) {
    return <p className="text-sm text-quiet">No calls yet. They appear here as you send them.</p>;
  }
  return (
    <DataTable
      caption="Recent requests"
      rows={requests}
      rowKey={(request) => request.id}
      columns={[
        {
          label: 'Time',
          cell: (request) => (
            <span className="tabular rows-wide:whitespace-nowrap">{request.time}</span>
          ),
        },
        {
          label: 'Request',
          heading: true,
          cell: (request) => (
            <PageLink href={`/developers/request-logs/${request.id}`} className="font-normal">
              <code className="[overflow-wrap:anywhere]">
                {request.method} {request.path}
              </code>
            </PageLink>
          ),
        },
        {
          label: 'Status',
          room: 'rows-wide:min-w-36',
          cell: (request) => <HttpStatus status={request.status} problem={request.problem} />,
        },
        {
          label: 'Duration',
          numeric: true,
          cell: (request) => (
            <span className="whitespace-nowrap">{formatDuration(request.durationMs)}</span>
          ),
        },
      ]}
    />
  );
}
