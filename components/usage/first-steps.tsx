import { CodeBlock } from '@/components/ui/code-block';
import { PageLink } from '@/components/ui/page-link';

type FirstStepsProps = { origin: string; meter: string | undefined };

/** From an empty workspace to the first event, in three steps. */
export function FirstSteps({ origin, meter }: FirstStepsProps) {
  const event = JSON.stringify({
    events: [{ id: 'first-1', meter: meter ?? 'api_calls', quantity: 1 }],
  });
  const steps = [
    ...(meter
      ? []
      : [
          {
            title: 'Make a meter',
            body: (
              <>
                <p>
                  A meter says what is counted. A key with the right to create meters makes one.
                </p>
                <CodeBlock
                  id="step-meter"
                  label="curl line that makes a meter"
                  code={`curl -H "X-API-Key: $KEY" -H "Content-Type: application/json" \\\n  -d '{"key":"api_calls","name":"API calls","aggregation":"sum"}' ${origin}/api/v1/meters`}
                />
              </>
            ),
          },
        ]),
    {
      title: 'Send an event',
      body: (
        <CodeBlock
          id="step-event"
          label="curl line that sends an event"
          code={`curl -H "X-API-Key: $KEY" -H "Content-Type: application/json" \\\n  -d '${event}' ${origin}/api/v1/events`}
        />
      ),
    },
    { title: 'Come back here', body: <p>Today’s usage appears in the chart immediately.</p> },
  ];
  return (
    <ol className="list-decimal space-y-5 border-y border-rule py-6 pl-6">
      <li>
        <p className="font-semibold">Make a key</p>
        <p>
          <PageLink href="/settings/api-keys/new?preset=ingest">
            A key that may send events
          </PageLink>{' '}
          is enough. Put it in <code>KEY</code>.
        </p>
      </li>
      {steps.map((step) => (
        <li key={step.title} className="space-y-2">
          <p className="font-semibold">{step.title}</p>
          {step.body}
        </li>
      ))}
    </ol>
  );
}
