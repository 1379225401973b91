import type { AnyEndpoint } from './endpoint';
import { getApiKeys } from './endpoints/get-api-keys';
import { getCustomers } from './endpoints/get-customers';
import { getEvents } from './endpoints/get-events';
import { getInvoice } from './endpoints/get-invoice';
import { getInvoices } from './endpoints/get-invoices';
import { getMe } from './endpoints/get-me';
import { getMeters } from './endpoints/get-meters';
import { getOpenApi } from './endpoints/get-openapi';
import { getRequestLogs } from './endpoints/get-request-logs';
import { getUsage } from './endpoints/get-usage';
import { postApiKeyRevoke } from './endpoints/post-api-key-revoke';
import { postApiKeyRoll } from './endpoints/post-api-key-roll';
import { postEvents } from './endpoints/post-events';
import { postInvoicePay } from './endpoints/post-invoice-pay';
import { postMeters } from './endpoints/post-meters';

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
  getApiKeys,
  postApiKeyRoll,
  postApiKeyRevoke,
  getRequestLogs,
  getOpenApi,
];
