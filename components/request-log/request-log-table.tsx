import clsx from 'clsx';
import { StyleMark } from '@/components/auth-style/style-mark';
import { formatTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import { readCredentialStyle } from '@/lib/request-log/credential-style';
import type { RequestLogView } from '@/lib/request-log/list-request-logs';
import { formatDuration } from './format-duration';

type RequestLogTableProps = {
  requests: readonly RequestLogView[];
  /** Names of keys by their id. */
  names: ReadonlyMap<string, string>;
  /** The address of a request, in the panel beside the list. */
  hrefOf: (id: string) => string;
  /** The request that the panel shows. */
  open: string | undefined;
};

// With less room, what the panel says too gives way: one line a call at any width.
const ROOMY = 'hidden @2xl/log:table-cell';
// 32 px a row with its hairline, so that a page of 25 fits on a screen.
const CELL = 'h-[31px] truncate py-0 pr-4 align-middle last:pr-0';

/** The calls of the API, newest first, one line each. */
export function RequestLogTable({ requests, names, hrefOf, open }: RequestLogTableProps) {
  return (
    <div className="@container/log">
      <table className="tabular w-full table-fixed border-y border-rule text-xs">
        <caption className="sr-only">Requests</caption>
        <thead>
          <tr className="h-8 border-b border-outline text-left text-quiet">
            <th scope="col" className="w-12 font-normal">
              Status
            </th>
            <th scope="col" className="font-normal">
              Request
            </th>
            <th scope="col" className={clsx(ROOMY, 'w-40 font-normal')}>
              Problem
            </th>
            <th scope="col" className={clsx(ROOMY, 'w-36 font-normal')}>
              Credential
            </th>
            <th scope="col" className={clsx(ROOMY, 'w-20 pr-4 text-right font-normal')}>
              Duration
            </th>
            <th scope="col" className="w-20 text-right font-normal @2xl/log:w-32">
              Time
            </th>
          </tr>
        </thead>
        <tbody>
          {requests.map((request) => (
            <tr
              key={request.id}
              className={clsx(
                'border-b border-rule last:border-b-0 hover:bg-sunk',
                request.id === open && 'bg-sunk',
              )}
            >
              <td className={CELL}>
                <code className={clsx('font-semibold', request.status >= 400 && 'text-accent')}>
                  {request.status}
                </code>
              </td>
              <th scope="row" className={clsx(CELL, 'text-left font-normal')}>
                <PageLink
                  href={hrefOf(request.id)}
                  scroll={false}
                  aria-current={request.id === open ? 'true' : undefined}
                  title={`${request.method} ${request.path}`}
                  className="flex h-[31px] items-center gap-2 no-underline hover:underline"
                >
                  <StyleMark
                    name={readCredentialStyle(request.credentialId)}
                    className="@2xl/log:hidden"
                  />
                  <code className="truncate">
                    {request.method} {request.path}
                  </code>
                </PageLink>
              </th>
              <td className={clsx(CELL, ROOMY)} title={request.problem ?? undefined}>
                {request.problem}
              </td>
              <td className={clsx(CELL, ROOMY)}>
                <Credential id={request.credentialId} name={names.get(request.credentialId)} />
              </td>
              <td className={clsx(CELL, ROOMY, 'text-right')}>
                {formatDuration(request.durationMs)}
              </td>
              <td className={clsx(CELL, 'text-right text-quiet')}>
                <Moment time={request.time} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A credential by its name, with the mark and colour of its style. */
function Credential({ id, name }: { id: string; name: string | undefined }) {
  return (
    <span className="flex items-center gap-1.5" title={name ? `${name}, ${id}` : id}>
      <StyleMark name={readCredentialStyle(id)} />
      <span className="truncate">{name ?? <code>{id}</code>}</span>
    </span>
  );
}

const DAY_MS = 86_400_000;

/** With little room, the clock of a call of the last day and the date of an older one. */
async function Moment({ time }: { time: Date }) {
  const exact = time.toISOString();
  const [date = '', clock = ''] = (await formatTime(time, 'second'))
    .replace(' UTC', '')
    .split(', ');
  const recent = Date.now() - time.getTime() < DAY_MS;
  const wide = 'hidden @2xl/log:inline';
  return (
    <time dateTime={exact} title={exact}>
      <span className={clsx(recent && wide)}>{date}</span>
      <span className={wide}>, </span>
      <span className={clsx(!recent && wide)}>{clock}</span>
    </time>
  );
}
