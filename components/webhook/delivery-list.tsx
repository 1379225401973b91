import { Button } from '@/components/ui/button';
import { LocalTime } from '@/components/ui/local-time';
import type { AttemptView, DeliveryView } from '@/lib/webhooks/webhook-view';
import { DeliveryStatus } from './webhook-facts';

type DeliveryListProps = {
  endpointId: string;
  deliveries: readonly DeliveryView[];
  /** Absent where the person may not send again. */
  resend?: ((form: FormData) => Promise<void>) | undefined;
};

/** The delivery log: what was sent, what came back, and a way to send it again. */
export function DeliveryList({ endpointId, deliveries, resend }: DeliveryListProps) {
  return (
    <ul className="border-t border-rule text-sm">
      {deliveries.map((delivery) => (
        <li key={delivery.id} className="border-b border-rule">
          <details className="group">
            <summary className="grid list-none grid-cols-[0.75rem_minmax(0,1fr)_auto] items-baseline gap-x-3 gap-y-1 py-2.5 hover:bg-sunk sm:grid-cols-[0.75rem_7rem_minmax(0,1fr)_auto_4rem] [&::-webkit-details-marker]:hidden">
              <svg viewBox="0 0 8 10" aria-hidden className="w-2 group-open:rotate-90">
                <path d="M0 0v10l8-5z" fill="currentColor" />
              </svg>
              <DeliveryStatus status={delivery.status} />
              <code className="justify-self-end [overflow-wrap:anywhere] sm:justify-self-start">
                {delivery.type}
              </code>
              <span className="col-start-2 sm:col-start-auto">
                <LocalTime time={delivery.createdAt} precision="second" />
              </span>
              <span className="text-right text-quiet">
                {delivery.attempts.length === 1 ? '1 try' : `${delivery.attempts.length} tries`}
              </span>
            </summary>
            <div className="space-y-4 pt-2 pb-5 sm:pl-6">
              <p className="text-xs text-quiet">
                <code>webhook-id: {delivery.messageId}</code>
              </p>
              {delivery.attempts.map((attempt) => (
                <Attempt key={attempt.startedAt.toISOString()} attempt={attempt} />
              ))}
              <pre className="bg-sunk px-4 py-3 whitespace-pre-wrap [overflow-wrap:anywhere]">
                {delivery.payload}
              </pre>
              {resend && (
                <form action={resend}>
                  <input type="hidden" name="id" value={endpointId} />
                  <input type="hidden" name="delivery" value={delivery.id} />
                  <Button>Send again</Button>
                </form>
              )}
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}

function Attempt({ attempt }: { attempt: AttemptView }) {
  return (
    <div>
      <p>
        <LocalTime time={attempt.startedAt} precision="second" />: {attempt.outcome}
        {attempt.status !== null && (
          <>
            , <code>{attempt.status}</code>
          </>
        )}{' '}
        <span className="text-quiet">
          in {attempt.durationMs} ms{attempt.detail && `, ${attempt.detail}`}
        </span>
      </p>
      {attempt.response && (
        <pre className="mt-1 bg-sunk px-4 py-2 text-xs whitespace-pre-wrap [overflow-wrap:anywhere]">
          {attempt.response}
        </pre>
      )}
    </div>
  );
}
