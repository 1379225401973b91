'use server';

import { z } from 'zod';
import { toFieldErrors } from '@/app/form-state';
import type { WebhookState, WebhookValues } from '@/components/webhook/webhook-form';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { createEndpoint } from '@/lib/webhooks/create-endpoint';

const formSchema = z.object({
  url: z.string().max(2_000).default(''),
  events: z.array(z.string()),
  description: z.string().default(''),
});

/** Makes an endpoint and shows its signing secret once, in the answer to this very request. */
export async function createWebhookAction(_: WebhookState, form: FormData): Promise<WebhookState> {
  const principal = await requirePrincipal('/settings/webhooks/new');
  const values: WebhookValues = formSchema.parse({
    ...Object.fromEntries(form),
    events: form.getAll('events'),
  });
  try {
    const { secret, view } = await createEndpoint(principal, values);
    return { values, errors: {}, created: { id: view.id, secret } };
  } catch (error) {
    const fields = { url: 'url', events: 'events', description: 'description' } as const;
    return { values, errors: toFieldErrors(error, fields) };
  }
}
