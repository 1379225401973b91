import type { AnyEndpoint } from './endpoint';
import { deleteWebhookEndpoint } from './endpoints/delete-webhook-endpoint';
import { getApiKeys } from './endpoints/get-api-keys';
import { getCustomers } from './endpoints/get-customers';
import { getEvents } from './endpoints/get-events';
import { getInvoice } from './endpoints/get-invoice';
import { getInvoices } from './endpoints/get-invoices';
import { getMe } from './endpoints/get-me';
import { getMeters } from './endpoints/get-meters';
import { getOpenApi } from './endpoints/get-openapi';
import { getRequestLog } from './endpoints/get-request-log';
import { getRequestLogs } from './endpoints/get-request-logs';
import { getUsage } from './endpoints/get-usage';
import { getWebhookDeliveries } from './endpoints/get-webhook-deliveries';
import { getWebhookEndpoint } from './endpoints/get-webhook-endpoint';
import { getWebhookEndpoints } from './endpoints/get-webhook-endpoints';
import { patchWebhookEndpoint } from './endpoints/patch-webhook-endpoint';
import { postApiKeys } from './endpoints/post-api-keys';
import { postApiKeyRevoke } from './endpoints/post-api-key-revoke';
import { postApiKeyRoll } from './endpoints/post-api-key-roll';
import { postEvents } from './endpoints/post-events';
import { postGithubSecretScanning } from './endpoints/post-github-secret-scanning';
import { postInvoicePay } from './endpoints/post-invoice-pay';
import { postMeters } from './endpoints/post-meters';
import { postWebhookEndpoints } from './endpoints/post-webhook-endpoints';
import { postWebhookResend } from './endpoints/post-webhook-resend';
import { postWebhookSecretRoll } from './endpoints/post-webhook-secret-roll';
import { postWebhookTest } from './endpoints/post-webhook-test';

/** Every call of the public API, in the order of the reference. */
export const ENDPOINTS: readonly AnyEndpoint[] = [
  getMe,
  postEvents,
  getEvents,
  getUsage,
  getMeters,
  postMeters,
  getCustomers,
  getInvoices,
  getInvoice,
  postInvoicePay,
  getWebhookEndpoints,
  postWebhookEndpoints,
  getWebhookEndpoint,
  patchWebhookEndpoint,
  deleteWebhookEndpoint,
  postWebhookSecretRoll,
  postWebhookTest,
  getWebhookDeliveries,
  postWebhookResend,
  getApiKeys,
  postApiKeys,
  postApiKeyRoll,
  postApiKeyRevoke,
  getRequestLogs,
  getRequestLog,
  getOpenApi,
  postGithubSecretScanning,
];
