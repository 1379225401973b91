// Made from /api/v1/openapi.json by `npm run client`. Do not edit.
import { createRequest, type TollgateOptions } from '../request';

export type GetMeAnswer = {
  user: {
    id: string;
    name: string | null;
  };
  workspace: {
    id: string;
    name: string | null;
  };
  role: "owner" | "member";
  credential: {
    type: "api-key" | "oauth" | "session" | "operator";
    id: string;
    name: string | null;
  };
  mode: "test" | "live";
  /** What the credential may do now. */
  scopes: Array<string>;
  expires_at: string | null;
  /** What the credential works with only; null for a plain one. */
  bound: {
    kind: "key" | "certificate";
    /** SHA-256, base64url: RFC 7638, or of the certificate. */
    thumbprint: string;
    /** Null for access tokens. */
    alg: "ES256" | "Ed25519" | null;
  } | null;
};

export type RecordEventsArguments = {
  /** The write happens at most once. For 24 hours the same key and body give the first answer again. */
  idempotencyKey?: string;
  body: {
    events: Array<{
      /** Your own id of the event. A resend of the same id changes nothing. */
      id: string;
      /** The key of a meter. */
      meter: string;
      /** How much: a number, rounded to 9 places, or a decimal in a string where exact places count. */
      quantity: number | string;
      /** When it happened. Now, where it is left out. */
      time?: string;
      /** Who used it: your own name of your customer. */
      customer?: string;
      /** Whatever else you want to keep with it. */
      properties?: Record<string, string | number | boolean | null>;
    }>;
  };
};

export type RecordEventsAnswer = {
  /** Events that were new. */
  accepted: number;
  /** Events whose id was there already. */
  duplicates: number;
};

export type ListEventsArguments = {
  /** Rows a page. */
  limit?: number;
  /** The next_cursor of the page before. */
  cursor?: string;
};

export type ListEventsAnswer = {
  data: Array<{
    id: string;
    meter: string;
    /** A number, or a decimal in a string where a number would not be exact. */
    quantity: number | string;
    /** RFC 3339, UTC. */
    time: string;
    customer: string | null;
    properties: Record<string, unknown> | null;
    /** RFC 3339, UTC. */
    received_at: string;
  }>;
  /** Send it as `cursor` for the next page. */
  next_cursor: string | null;
};

export type ReadUsageArguments = {
  /** The key of a meter. */
  meter: string;
  /** Start. A day or 30 days before `to` where left out. */
  from?: string;
  /** End. Now where left out. */
  to?: string;
  granularity?: "hour" | "day";
};

export type ReadUsageAnswer = {
  data: Array<{
    /** RFC 3339, UTC. */
    start: string;
    /** RFC 3339, UTC. */
    end: string;
    /** A number, or a decimal in a string where a number would not be exact. */
    quantity: number | string;
  }>;
  /** A number, or a decimal in a string where a number would not be exact. */
  total: number | string;
};

export type ListMetersArguments = {
  /** Rows a page. */
  limit?: number;
  /** The next_cursor of the page before. */
  cursor?: string;
};

export type ListMetersAnswer = {
  data: Array<{
    /** mtr_… */
    id: string;
    key: string;
    name: string;
    /** count of events, sum or max of quantity, or different values of one property. */
    aggregation: "count" | "sum" | "max" | "unique";
    property: string | null;
    /** RFC 3339, UTC. */
    created_at: string;
  }>;
  /** Send it as `cursor` for the next page. */
  next_cursor: string | null;
};

export type CreateMeterArguments = {
  /** The write happens at most once. For 24 hours the same key and body give the first answer again. */
  idempotencyKey?: string;
  body: {
    key: string;
    name: string;
    /** count of events, sum or max of quantity, or different values of one property. */
    aggregation: "count" | "sum" | "max" | "unique";
    /** For unique: the property that is counted. */
    property?: string;
  };
};

export type CreateMeterAnswer = {
  /** mtr_… */
  id: string;
  key: string;
  name: string;
  /** count of events, sum or max of quantity, or different values of one property. */
  aggregation: "count" | "sum" | "max" | "unique";
  property: string | null;
  /** RFC 3339, UTC. */
  created_at: string;
};

export type ListCustomersArguments = {
  /** Rows a page. */
  limit?: number;
  /** The next_cursor of the page before. */
  cursor?: string;
};

export type ListCustomersAnswer = {
  data: Array<{
    /** cus_… */
    id: string;
    /** The name that your events carry. */
    reference: string;
    /** RFC 3339, UTC. */
    created_at: string;
  }>;
  /** Send it as `cursor` for the next page. */
  next_cursor: string | null;
};

export type ListInvoicesArguments = {
  /** Rows a page. */
  limit?: number;
  /** The next_cursor of the page before. */
  cursor?: string;
};

export type ListInvoicesAnswer = {
  data: Array<{
    /** inv_… */
    id: string;
    number: string;
    status: "open" | "paid" | "void";
    currency: string;
    period: {
      /** RFC 3339, UTC. */
      start: string;
      /** RFC 3339, UTC. */
      end: string;
    };
    /** RFC 3339, UTC. */
    issued_at: string;
    /** RFC 3339, UTC. */
    due_at: string;
    paid_at: string | null;
    /** Minor units of the currency. */
    total: number;
    lines: Array<{
      description: string;
      meter: string | null;
      /** The month in which it was used, such as 2026-11; null for a fixed price. */
      usage_period: string | null;
      quantity: string;
      unit_price: string;
      /** Minor units of the currency. */
      amount: number;
    }>;
  }>;
  /** Send it as `cursor` for the next page. */
  next_cursor: string | null;
};

export type GetInvoiceArguments = {
  /** inv_… */
  id: string;
};

export type GetInvoiceAnswer = {
  /** inv_… */
  id: string;
  number: string;
  status: "open" | "paid" | "void";
  currency: string;
  period: {
    /** RFC 3339, UTC. */
    start: string;
    /** RFC 3339, UTC. */
    end: string;
  };
  /** RFC 3339, UTC. */
  issued_at: string;
  /** RFC 3339, UTC. */
  due_at: string;
  paid_at: string | null;
  /** Minor units of the currency. */
  total: number;
  lines: Array<{
    description: string;
    meter: string | null;
    /** The month in which it was used, such as 2026-11; null for a fixed price. */
    usage_period: string | null;
    quantity: string;
    unit_price: string;
    /** Minor units of the currency. */
    amount: number;
  }>;
};

export type PayInvoiceArguments = {
  /** inv_… */
  id: string;
  /** The write happens at most once. For 24 hours the same key and body give the first answer again. */
  idempotencyKey?: string;
  body: {
    /** In test mode: pm_test_ok, pm_test_declined or pm_test_requires_action. */
    payment_method: string;
  };
};

export type PayInvoiceAnswer = {
  /** inv_… */
  id: string;
  number: string;
  status: "open" | "paid" | "void";
  currency: string;
  period: {
    /** RFC 3339, UTC. */
    start: string;
    /** RFC 3339, UTC. */
    end: string;
  };
  /** RFC 3339, UTC. */
  issued_at: string;
  /** RFC 3339, UTC. */
  due_at: string;
  paid_at: string | null;
  /** Minor units of the currency. */
  total: number;
  lines: Array<{
    description: string;
    meter: string | null;
    /** The month in which it was used, such as 2026-11; null for a fixed price. */
    usage_period: string | null;
    quantity: string;
    unit_price: string;
    /** Minor units of the currency. */
    amount: number;
  }>;
};

export type ListWebhookEndpointsArguments = {
  /** Rows a page. */
  limit?: number;
  /** The next_cursor of the page before. */
  cursor?: string;
};

export type ListWebhookEndpointsAnswer = {
  data: Array<{
    /** whe_… */
    id: string;
    url: string;
    description: string | null;
    events: Array<string>;
    mode: "test" | "live";
    status: "enabled" | "disabled";
    disabled_at: string | null;
    /** owner, failing or gone. */
    disabled_reason: string | null;
    failing_since: string | null;
    previous_secret_expires_at: string | null;
    /** RFC 3339, UTC. */
    created_at: string;
  }>;
  /** Send it as `cursor` for the next page. */
  next_cursor: string | null;
};

export type CreateWebhookEndpointArguments = {
  /** The write happens at most once. For 24 hours the same key and body give the first answer again. */
  idempotencyKey?: string;
  body: {
    /** https, and a host on the public internet. */
    url: string;
    /** The events that it gets. */
    events: Array<"invoice.issued" | "invoice.paid" | "invoice.payment_failed" | "key.expiring" | "key.revoked" | "webhook.disabled">;
    description?: string | null;
  };
};

export type CreateWebhookEndpointAnswer = {
  /** whe_… */
  id: string;
  url: string;
  description: string | null;
  events: Array<string>;
  mode: "test" | "live";
  status: "enabled" | "disabled";
  disabled_at: string | null;
  /** owner, failing or gone. */
  disabled_reason: string | null;
  failing_since: string | null;
  previous_secret_expires_at: string | null;
  /** RFC 3339, UTC. */
  created_at: string;
  /** The signing secret, whsec_…, shown this one time. */
  secret: string;
};

export type GetWebhookEndpointArguments = {
  /** whe_… */
  id: string;
};

export type GetWebhookEndpointAnswer = {
  /** whe_… */
  id: string;
  url: string;
  description: string | null;
  events: Array<string>;
  mode: "test" | "live";
  status: "enabled" | "disabled";
  disabled_at: string | null;
  /** owner, failing or gone. */
  disabled_reason: string | null;
  failing_since: string | null;
  previous_secret_expires_at: string | null;
  /** RFC 3339, UTC. */
  created_at: string;
};

export type UpdateWebhookEndpointArguments = {
  /** whe_… */
  id: string;
  /** The write happens at most once. For 24 hours the same key and body give the first answer again. */
  idempotencyKey?: string;
  body: {
    /** https, and a host on the public internet. */
    url?: string;
    /** The events that it gets. */
    events?: Array<"invoice.issued" | "invoice.paid" | "invoice.payment_failed" | "key.expiring" | "key.revoked" | "webhook.disabled">;
    description?: string | null;
    /** Switching off cancels what still waits. */
    status?: "enabled" | "disabled";
  };
};

export type UpdateWebhookEndpointAnswer = {
  /** whe_… */
  id: string;
  url: string;
  description: string | null;
  events: Array<string>;
  mode: "test" | "live";
  status: "enabled" | "disabled";
  disabled_at: string | null;
  /** owner, failing or gone. */
  disabled_reason: string | null;
  failing_since: string | null;
  previous_secret_expires_at: string | null;
  /** RFC 3339, UTC. */
  created_at: string;
};

export type DeleteWebhookEndpointArguments = {
  /** whe_… */
  id: string;
  /** The write happens at most once. For 24 hours the same key and body give the first answer again. */
  idempotencyKey?: string;
};

export type DeleteWebhookEndpointAnswer = undefined;

export type RollWebhookSecretArguments = {
  /** whe_… */
  id: string;
  /** The write happens at most once. For 24 hours the same key and body give the first answer again. */
  idempotencyKey?: string;
  body?: {
    /** How long the old secret signs too. A day where it is left out, 0 ends it now. */
    overlap_seconds?: number;
  };
};

export type RollWebhookSecretAnswer = {
  /** whe_… */
  id: string;
  url: string;
  description: string | null;
  events: Array<string>;
  mode: "test" | "live";
  status: "enabled" | "disabled";
  disabled_at: string | null;
  /** owner, failing or gone. */
  disabled_reason: string | null;
  failing_since: string | null;
  previous_secret_expires_at: string | null;
  /** RFC 3339, UTC. */
  created_at: string;
  /** The signing secret, whsec_…, shown this one time. */
  secret: string;
};

export type SendTestWebhookArguments = {
  /** whe_… */
  id: string;
  /** The write happens at most once. For 24 hours the same key and body give the first answer again. */
  idempotencyKey?: string;
};

export type SendTestWebhookAnswer = {
  /** whd_… */
  id: string;
  /** The webhook-id that the receiver sees. */
  message_id: string;
  type: string;
  status: "pending" | "delivered" | "failed" | "canceled";
  /** The exact text that was signed. */
  payload: string;
  /** RFC 3339, UTC. */
  created_at: string;
  next_attempt_at: string | null;
  finished_at: string | null;
  attempts: Array<{
    /** RFC 3339, UTC. */
    started_at: string;
    duration_ms: number;
    /** delivered, refused, unreachable, timeout or blocked. */
    outcome: string;
    status: number | null;
    address: string | null;
    detail: string | null;
    /** The beginning of the answer. */
    response: string | null;
  }>;
};

export type ListWebhookDeliveriesArguments = {
  /** whe_… */
  id: string;
  /** Rows a page. */
  limit?: number;
  /** The next_cursor of the page before. */
  cursor?: string;
};

export type ListWebhookDeliveriesAnswer = {
  data: Array<{
    /** whd_… */
    id: string;
    /** The webhook-id that the receiver sees. */
    message_id: string;
    type: string;
    status: "pending" | "delivered" | "failed" | "canceled";
    /** The exact text that was signed. */
    payload: string;
    /** RFC 3339, UTC. */
    created_at: string;
    next_attempt_at: string | null;
    finished_at: string | null;
    attempts: Array<{
      /** RFC 3339, UTC. */
      started_at: string;
      duration_ms: number;
      /** delivered, refused, unreachable, timeout or blocked. */
      outcome: string;
      status: number | null;
      address: string | null;
      detail: string | null;
      /** The beginning of the answer. */
      response: string | null;
    }>;
  }>;
  /** Send it as `cursor` for the next page. */
  next_cursor: string | null;
};

export type ResendWebhookArguments = {
  /** whe_… */
  id: string;
  /** whd_… */
  delivery_id: string;
  /** The write happens at most once. For 24 hours the same key and body give the first answer again. */
  idempotencyKey?: string;
};

export type ResendWebhookAnswer = {
  /** whd_… */
  id: string;
  /** The webhook-id that the receiver sees. */
  message_id: string;
  type: string;
  status: "pending" | "delivered" | "failed" | "canceled";
  /** The exact text that was signed. */
  payload: string;
  /** RFC 3339, UTC. */
  created_at: string;
  next_attempt_at: string | null;
  finished_at: string | null;
  attempts: Array<{
    /** RFC 3339, UTC. */
    started_at: string;
    duration_ms: number;
    /** delivered, refused, unreachable, timeout or blocked. */
    outcome: string;
    status: number | null;
    address: string | null;
    detail: string | null;
    /** The beginning of the answer. */
    response: string | null;
  }>;
};

export type ListApiKeysArguments = {
  /** Rows a page. */
  limit?: number;
  /** The next_cursor of the page before. */
  cursor?: string;
};

export type ListApiKeysAnswer = {
  data: Array<{
    /** The 8 characters inside the key. */
    id: string;
    masked: string;
    name: string;
    mode: "test" | "live";
    scopes: Array<string>;
    status: "active" | "expired" | "revoked";
    allowed_cidrs: Array<string>;
    /** RFC 3339, UTC. */
    created_at: string;
    /** RFC 3339, UTC. */
    expires_at: string;
    revoked_at: string | null;
    exposed_at: string | null;
    rolled_at: string | null;
    previous_works_until: string | null;
    last_used_at: string | null;
    last_used_address: string | null;
    /** The key pair that the key works with only; null for a plain key. */
    bound: {
      /** RFC 7638, SHA-256, base64url. */
      thumbprint: string;
      alg: "ES256" | "Ed25519";
    } | null;
    owner: string | null;
  }>;
  /** Send it as `cursor` for the next page. */
  next_cursor: string | null;
};

export type CreateApiKeyArguments = {
  /** The write happens at most once. For 24 hours the same key and body give the first answer again. */
  idempotencyKey?: string;
  body: {
    name: string;
    scopes: Array<"events:write" | "events:read" | "usage:read" | "meters:read" | "meters:write" | "invoices:read" | "payments:write" | "webhooks:read" | "webhooks:write" | "keys:read" | "keys:write" | "logs:read">;
    expires_in_days?: number;
    allowed_cidrs?: Array<string>;
    /** ES256 or Ed25519. The key then works only with a proof of the private half. */
    public_key?: string | Record<string, unknown>;
  };
};

export type CreateApiKeyAnswer = {
  /** The 8 characters inside the key. */
  id: string;
  masked: string;
  name: string;
  mode: "test" | "live";
  scopes: Array<string>;
  status: "active" | "expired" | "revoked";
  allowed_cidrs: Array<string>;
  /** RFC 3339, UTC. */
  created_at: string;
  /** RFC 3339, UTC. */
  expires_at: string;
  revoked_at: string | null;
  exposed_at: string | null;
  rolled_at: string | null;
  previous_works_until: string | null;
  last_used_at: string | null;
  last_used_address: string | null;
  /** The key pair that the key works with only; null for a plain key. */
  bound: {
    /** RFC 7638, SHA-256, base64url. */
    thumbprint: string;
    alg: "ES256" | "Ed25519";
  } | null;
  owner: string | null;
  key: string;
};

export type RollCurrentApiKeyArguments = {
  /** The write happens at most once. For 24 hours the same key and body give the first answer again. */
  idempotencyKey?: string;
  body?: {
    /** How long the old secret goes on. */
    overlap?: "0" | "1h" | "24h" | "7d";
    /** Binds the new secret to this pair. Left out, it keeps the pair it has. */
    public_key?: string | Record<string, unknown>;
  };
};

export type RollCurrentApiKeyAnswer = {
  /** The 8 characters inside the key. */
  id: string;
  masked: string;
  name: string;
  mode: "test" | "live";
  scopes: Array<string>;
  status: "active" | "expired" | "revoked";
  allowed_cidrs: Array<string>;
  /** RFC 3339, UTC. */
  created_at: string;
  /** RFC 3339, UTC. */
  expires_at: string;
  revoked_at: string | null;
  exposed_at: string | null;
  rolled_at: string | null;
  previous_works_until: string | null;
  last_used_at: string | null;
  last_used_address: string | null;
  /** The key pair that the key works with only; null for a plain key. */
  bound: {
    /** RFC 7638, SHA-256, base64url. */
    thumbprint: string;
    alg: "ES256" | "Ed25519";
  } | null;
  owner: string | null;
  key: string;
};

export type RevokeApiKeyArguments = {
  /** The 8 characters inside the key, or `current` for the key of this request. */
  id: "current" | string;
  /** The write happens at most once. For 24 hours the same key and body give the first answer again. */
  idempotencyKey?: string;
};

export type RevokeApiKeyAnswer = {
  /** The 8 characters inside the key. */
  id: string;
  masked: string;
  name: string;
  mode: "test" | "live";
  scopes: Array<string>;
  status: "active" | "expired" | "revoked";
  allowed_cidrs: Array<string>;
  /** RFC 3339, UTC. */
  created_at: string;
  /** RFC 3339, UTC. */
  expires_at: string;
  revoked_at: string | null;
  exposed_at: string | null;
  rolled_at: string | null;
  previous_works_until: string | null;
  last_used_at: string | null;
  last_used_address: string | null;
  /** The key pair that the key works with only; null for a plain key. */
  bound: {
    /** RFC 7638, SHA-256, base64url. */
    thumbprint: string;
    alg: "ES256" | "Ed25519";
  } | null;
  owner: string | null;
};

export type ListRequestLogsArguments = {
  /** Rows a page. */
  limit?: number;
  /** The next_cursor of the page before. */
  cursor?: string;
  /** The id of a key or grant. */
  credential_id?: string;
  method?: "GET" | "HEAD" | "POST" | "PATCH" | "DELETE";
  status?: string;
  /** The slug of a problem. */
  problem?: string;
  path?: string;
};

export type ListRequestLogsAnswer = {
  data: Array<{
    id: string;
    /** RFC 3339, UTC. */
    time: string;
    credential_id: string;
    method: string;
    path: string;
    scope: string | null;
    status: number;
    duration_ms: number;
    address: string | null;
    user_agent: string | null;
    problem: string | null;
    /** How the caller proved the key that its API key or token is bound to: dpop, signature or certificate. Null for none. */
    proof: string | null;
    request_id: string;
  }>;
  /** Send it as `cursor` for the next page. */
  next_cursor: string | null;
};

export type GetRequestLogArguments = {
  /** log_… */
  id: string;
};

export type GetRequestLogAnswer = {
  id: string;
  /** RFC 3339, UTC. */
  time: string;
  credential_id: string;
  method: string;
  path: string;
  scope: string | null;
  status: number;
  duration_ms: number;
  address: string | null;
  user_agent: string | null;
  problem: string | null;
  /** How the caller proved the key that its API key or token is bound to: dpop, signature or certificate. Null for none. */
  proof: string | null;
  request_id: string;
  /** What the problem said; null where the call was not refused. */
  detail: string | null;
  /** The first fields that were wrong. */
  errors: Array<{
    pointer: string;
    detail: string;
  }>;
  /** The `operationId` in this document that says what was expected. */
  operation: string | null;
  /** The call as a curl command, with variables for the credential and the body. */
  curl: string | null;
};

/** The Tollgate API as functions: one an operation. A problem is thrown as `TollgateProblem`. */
export function createTollgateClient(options: TollgateOptions) {
  const request = createRequest(options);
  return {
    /** Who am I, with which credential, and what may it do?. */
    getMe: () => request<GetMeAnswer>('GET', '/api/v1/me'),
    /** Send 1 to 1,000 usage events. */
    recordEvents: (args: RecordEventsArguments) => request<RecordEventsAnswer>('POST', '/api/v1/events', args),
    /** List usage events, newest first. */
    listEvents: (args: ListEventsArguments = {}) => request<ListEventsAnswer>('GET', '/api/v1/events', args),
    /** Usage of a meter by hour or day. */
    readUsage: (args: ReadUsageArguments) => request<ReadUsageAnswer>('GET', '/api/v1/usage', args),
    /** List meters by key. */
    listMeters: (args: ListMetersArguments = {}) => request<ListMetersAnswer>('GET', '/api/v1/meters', args),
    /** Create a meter. */
    createMeter: (args: CreateMeterArguments) => request<CreateMeterAnswer>('POST', '/api/v1/meters', args),
    /** List the customers that events named. */
    listCustomers: (args: ListCustomersArguments = {}) => request<ListCustomersAnswer>('GET', '/api/v1/customers', args),
    /** List invoices, newest month first. */
    listInvoices: (args: ListInvoicesArguments = {}) => request<ListInvoicesAnswer>('GET', '/api/v1/invoices', args),
    /** Read one invoice. */
    getInvoice: (args: GetInvoiceArguments) => request<GetInvoiceAnswer>('GET', '/api/v1/invoices/{id}', args),
    /** Pay an open invoice. */
    payInvoice: (args: PayInvoiceArguments) => request<PayInvoiceAnswer>('POST', '/api/v1/invoices/{id}/pay', args),
    /** List webhook endpoints, newest first. */
    listWebhookEndpoints: (args: ListWebhookEndpointsArguments = {}) => request<ListWebhookEndpointsAnswer>('GET', '/api/v1/webhook-endpoints', args),
    /** Create a webhook endpoint. */
    createWebhookEndpoint: (args: CreateWebhookEndpointArguments) => request<CreateWebhookEndpointAnswer>('POST', '/api/v1/webhook-endpoints', args),
    /** Read one webhook endpoint. */
    getWebhookEndpoint: (args: GetWebhookEndpointArguments) => request<GetWebhookEndpointAnswer>('GET', '/api/v1/webhook-endpoints/{id}', args),
    /** Change a webhook endpoint, switch it off or on. */
    updateWebhookEndpoint: (args: UpdateWebhookEndpointArguments) => request<UpdateWebhookEndpointAnswer>('PATCH', '/api/v1/webhook-endpoints/{id}', args),
    /** Delete a webhook endpoint with its secret and its delivery log. */
    deleteWebhookEndpoint: (args: DeleteWebhookEndpointArguments) => request<DeleteWebhookEndpointAnswer>('DELETE', '/api/v1/webhook-endpoints/{id}', args),
    /** Give an endpoint a new signing secret. */
    rollWebhookSecret: (args: RollWebhookSecretArguments) => request<RollWebhookSecretAnswer>('POST', '/api/v1/webhook-endpoints/{id}/roll-secret', args),
    /** Send a webhook.test event to one endpoint. */
    sendTestWebhook: (args: SendTestWebhookArguments) => request<SendTestWebhookAnswer>('POST', '/api/v1/webhook-endpoints/{id}/test', args),
    /** The delivery log of an endpoint, newest first. */
    listWebhookDeliveries: (args: ListWebhookDeliveriesArguments) => request<ListWebhookDeliveriesAnswer>('GET', '/api/v1/webhook-endpoints/{id}/deliveries', args),
    /** Send a message again. */
    resendWebhook: (args: ResendWebhookArguments) => request<ResendWebhookAnswer>('POST', '/api/v1/webhook-endpoints/{id}/deliveries/{delivery_id}/resend', args),
    /** List API keys, newest first; secrets are never shown again. */
    listApiKeys: (args: ListApiKeysArguments = {}) => request<ListApiKeysAnswer>('GET', '/api/v1/api-keys', args),
    /** Make a key that can do less than the one of this request. */
    createApiKey: (args: CreateApiKeyArguments) => request<CreateApiKeyAnswer>('POST', '/api/v1/api-keys', args),
    /** Give the key of this request a new secret. */
    rollCurrentApiKey: (args: RollCurrentApiKeyArguments = {}) => request<RollCurrentApiKeyAnswer>('POST', '/api/v1/api-keys/current/roll', args),
    /** Revoke a key, in every process at once. */
    revokeApiKey: (args: RevokeApiKeyArguments) => request<RevokeApiKeyAnswer>('POST', '/api/v1/api-keys/{id}/revoke', args),
    /** List requests of the last 30 days, newest first. */
    listRequestLogs: (args: ListRequestLogsArguments = {}) => request<ListRequestLogsAnswer>('GET', '/api/v1/request-logs', args),
    /** Read one request, with what a refused one was told and what was expected. */
    getRequestLog: (args: GetRequestLogArguments) => request<GetRequestLogAnswer>('GET', '/api/v1/request-logs/{id}', args),
  };
}
