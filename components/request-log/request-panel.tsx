import { PageLink } from '@/components/ui/page-link';
import { RequestReport, type RequestReportProps } from './request-report';

type RequestPanelProps = RequestReportProps & {
  /** The list as it is, without the panel. */
  closeHref: string;
};

/** One request beside the list; on a phone, in its place. */
export function RequestPanel({ request, operation, closeHref }: RequestPanelProps) {
  return (
    <section
      aria-labelledby="opened"
      className="min-w-0 self-start lg:sticky lg:top-20 lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto lg:border-l lg:border-rule lg:pl-6"
      tabIndex={0}
    >
      <p className="mb-3 flex gap-5 text-sm">
        <PageLink href={closeHref} scroll={false}>
          Close
        </PageLink>
        <PageLink href={`/developers/request-logs/${request.id}`}>Open as a page</PageLink>
      </p>
      <h2 id="opened" className="mb-4 text-lg">
        <code className="[overflow-wrap:anywhere]">
          {request.method} {request.path}
        </code>
      </h2>
      <RequestReport request={request} operation={operation} />
    </section>
  );
}
