import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import type { EndpointView } from '@/lib/webhooks/webhook-view';

type FormAction = (form: FormData) => Promise<void>;

type WebhookButtonsProps = {
  endpoint: EndpointView;
  sendTest: FormAction;
  switchTo: FormAction;
  remove: FormAction;
};

/** What an owner may do with an endpoint. */
export function WebhookButtons({ endpoint, sendTest, switchTo, remove }: WebhookButtonsProps) {
  const enabled = endpoint.status === 'enabled';
  return (
    <div className="mt-6 flex flex-wrap gap-3">
      {enabled && (
        <form action={sendTest}>
          <input type="hidden" name="id" value={endpoint.id} />
          <Button look="primary">Send a test event</Button>
        </form>
      )}
      <form action={switchTo}>
        <input type="hidden" name="id" value={endpoint.id} />
        <Button name="status" value={enabled ? 'disabled' : 'enabled'}>
          {enabled ? 'Switch off' : 'Switch on'}
        </Button>
      </form>
      <ConfirmDialog
        trigger="Delete"
        look="danger"
        href={`/settings/webhooks/${endpoint.id}/delete`}
        title="Delete this webhook?"
        description="Nothing more is sent to it. You can restore it for ten minutes; after that its secret and delivery log are deleted."
        confirm="Delete webhook"
        action={remove}
        values={{ id: endpoint.id }}
      />
    </div>
  );
}
