import { isProblemSlug } from '@/components/problem/problem-slug';
import { Callout } from '@/components/ui/callout';
import { DataTable } from '@/components/ui/data-table';
import { Section } from '@/components/ui/page-header';
import { PROBLEMS } from '@/lib/http/problem-catalog';
import { MAX_LOGGED_ERRORS } from '@/lib/request-log/describe-refusal';
import type { RequestLogDetail } from '@/lib/request-log/list-request-logs';

/** Why a call was refused: what it was told, what to do, and each field that was wrong. */
export function RefusalReport({ request }: { request: RequestLogDetail }) {
  const { problem, detail, errors } = request;
  if (!problem || !isProblemSlug(problem)) return null;
  const { title, remedy } = PROBLEMS[problem];
  return (
    <>
      <Callout tone="warning" title={title} className="mb-8">
        {detail && detail !== remedy && <p>{detail}</p>}
        <p>{remedy}</p>
      </Callout>
      {errors.length > 0 && (
        <Section
          id="errors"
          title="Errors"
          lead={
            errors.length === MAX_LOGGED_ERRORS
              ? `The log keeps the first ${MAX_LOGGED_ERRORS} errors of a request.`
              : undefined
          }
        >
          <DataTable
            caption="Errors of the request"
            rows={errors.map((error, index) => ({ ...error, index }))}
            rowKey={({ index }) => String(index)}
            columns={[
              {
                label: 'Field',
                heading: true,
                cell: ({ pointer }) => (pointer ? <code>{pointer}</code> : 'the whole input'),
              },
              { label: 'Error', cell: (error) => error.detail },
            ]}
          />
        </Section>
      )}
    </>
  );
}
