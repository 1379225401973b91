import type { Actor } from '@/lib/billing/wire';
import { problem } from '@/lib/http/problem';
import { changePlan } from './change-plan';
import { billingDatabaseFault, type Tenant } from './database';
import { listEvents } from './event.repository';
import { getAccount, listPlans } from './get-account';
import { completePayment, payInvoice } from './pay-invoice';
import { getInvoice, getUpcomingInvoice, listInvoices, listPayments } from './read-invoices';
import {
  readAnswer,
  readEventPosition,
  readInvoiceId,
  readPage,
  readPayment,
  readPaymentId,
  readPlanKey,
  readUsageTotals,
} from './request';
import { recordUsageTotals } from './usage-total.repository';

/** A call whose peer is known and allowed. Everything in it was checked against the wire schemas. */
export type BillingCall = {
  peer: string;
  tenant: Tenant;
  actor: Actor;
  query: URLSearchParams;
  body: unknown;
  /** The `{invoice}` and the `{payment}` of the path. */
  invoice: string;
  payment: string;
};

export type Operation = {
  name: string;
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  /** The workloads that may call it: the path of their SPIFFE ID in this trust domain. */
  callers: readonly string[];
  /** Whether it acts for a tenant, named in the path, and a person, named in a header. */
  tenant: boolean;
  run(call: BillingCall): Promise<unknown>;
};

const TENANT = '/v1/workspaces/{workspace}/{mode}';

/** What billing can do, and who may ask for it. There is nothing else and no other way in. */
export const OPERATIONS: readonly Operation[] = [
  {
    name: 'health',
    method: 'GET',
    path: '/v1/health',
    callers: ['web'],
    tenant: false,
    run: async ({ peer }) => ({ status: 'ok', peer }),
  },
  {
    name: 'ready',
    method: 'GET',
    path: '/v1/ready',
    callers: ['web'],
    tenant: false,
    run: async () => {
      if (!(await billingDatabaseFault())) return { status: 'ready' };
      throw problem('dependency-unavailable', { headers: { 'retry-after': '2' } });
    },
  },
  {
    name: 'list-invoices',
    method: 'GET',
    path: `${TENANT}/invoices`,
    callers: ['web'],
    tenant: true,
    run: ({ tenant, query }) => listInvoices(tenant, readPage(query)),
  },
  {
    name: 'get-invoice',
    method: 'GET',
    path: `${TENANT}/invoices/{invoice}`,
    callers: ['web'],
    tenant: true,
    run: ({ tenant, invoice }) => getInvoice(tenant, readInvoiceId(invoice)),
  },
  {
    name: 'pay-invoice',
    method: 'POST',
    path: `${TENANT}/invoices/{invoice}/pay`,
    callers: ['web'],
    tenant: true,
    run: ({ tenant, actor, invoice, body }) =>
      payInvoice(tenant, actor, readInvoiceId(invoice), readPayment(body)),
  },
  {
    name: 'list-payments',
    method: 'GET',
    path: `${TENANT}/invoices/{invoice}/payments`,
    callers: ['web'],
    tenant: true,
    run: ({ tenant, invoice }) => listPayments(tenant, readInvoiceId(invoice)),
  },
  {
    name: 'complete-payment',
    method: 'POST',
    path: `${TENANT}/invoices/{invoice}/payments/{payment}/complete`,
    callers: ['web'],
    tenant: true,
    run: ({ tenant, invoice, payment, body }) =>
      completePayment(tenant, readInvoiceId(invoice), readPaymentId(payment), readAnswer(body)),
  },
  {
    name: 'get-upcoming-invoice',
    method: 'GET',
    path: `${TENANT}/upcoming-invoice`,
    callers: ['web'],
    tenant: true,
    run: ({ tenant }) => getUpcomingInvoice(tenant),
  },
  {
    name: 'change-plan',
    method: 'PUT',
    path: `${TENANT}/plan`,
    callers: ['web'],
    tenant: true,
    run: ({ tenant, actor, body }) => changePlan(tenant, actor, readPlanKey(body)),
  },
  {
    name: 'list-plans',
    method: 'GET',
    path: '/v1/plans',
    callers: ['web'],
    tenant: false,
    run: () => listPlans(),
  },
  {
    name: 'get-account',
    method: 'GET',
    path: `${TENANT}/account`,
    callers: ['web'],
    tenant: true,
    run: ({ tenant }) => getAccount(tenant),
  },
  {
    name: 'record-usage-totals',
    method: 'PUT',
    path: '/v1/usage-totals',
    callers: ['web'],
    tenant: false,
    run: ({ body }) => recordUsageTotals(readUsageTotals(body)),
  },
  {
    name: 'list-events',
    method: 'GET',
    path: '/v1/events',
    callers: ['web'],
    tenant: false,
    run: ({ query }) => listEvents(readEventPosition(query)),
  },
];
