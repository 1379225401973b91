import { Button } from '@/components/ui/button';
import { LocalTime } from '@/components/ui/local-time';
import type { AttemptView, DeliveryView } from '@/lib/webhooks/webhook-view';
import { DeliveryStatus } from './webhook-status';

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
          <details>
            <summary className="flex flex-wrap items-baseline gap-x-6 gap-y-1 py-2.5">
              <DeliveryStatus status={delivery.status} />
              <code className="[overflow-wrap:anywhere]">{delivery.type}</code>
              <LocalTime time={delivery.createdAt} precision="second" />
              <span className="text-quiet">
                {delivery.attempts.length === 1 ? '1 try' : `${delivery.attempts.length} tries`}
              </span>
            </summary>
            <div className="space-y-4 pb-5 sm:pl-4">
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
