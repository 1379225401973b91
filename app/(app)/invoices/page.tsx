import type { Metadata } from 'next';
import { BillingLine } from '@/components/invoice/billing-summary';
import { InvoiceTable } from '@/components/invoice/invoice-table';
import { BillingUnavailable, isUnavailable } from '@/components/invoice/unavailable';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import type { Principal } from '@/lib/auth/principal';
import { listInvoices } from '@/lib/billing/client';
import { canPay } from '@/lib/billing/open-invoice';

export const metadata: Metadata = { title: 'Invoices' };

const PAGE_SIZE = 12;

type InvoicesPageProps = { searchParams: Promise<{ cursor?: string | string[] }> };

export default async function InvoicesPage({ searchParams }: InvoicesPageProps) {
  const principal = await requirePrincipal('/invoices');
  const { cursor: text } = await searchParams;
  const cursor = typeof text === 'string' ? text : undefined;
  const page = await readInvoices(principal, cursor);
  return (
    <>
      <PageHeader title="Invoices" lead={`One a month, in ${principal.mode} mode.`} />
      {!page && <BillingUnavailable />}
      {page && page.data.length === 0 && (
        <EmptyState title="No invoice yet.">
          <p>The first one is written at the end of the first month with usage.</p>
        </EmptyState>
      )}
      {page && page.data.length > 0 && (
        <>
          <InvoiceTable invoices={page.data} payable={canPay(principal)} />
          <Pagination path="/invoices" cursor={cursor} nextCursor={page.next_cursor} />
        </>
      )}
      {page && <BillingLine />}
    </>
  );
}

async function readInvoices(principal: Principal, cursor: string | undefined) {
  try {
    return await listInvoices(principal, { limit: PAGE_SIZE, cursor });
  } catch (error) {
    if (isUnavailable(error)) return null;
    throw error;
  }
}
