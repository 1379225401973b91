import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DriveSection } from '@/components/connection/drive-section';
import { BillingLine } from '@/components/invoice/billing-summary';
import { InvoiceLines } from '@/components/invoice/invoice-lines';
import { InvoiceStatus, PayLink } from '@/components/invoice/invoice-table';
import { formatMoney, formatPeriod } from '@/lib/billing/money';
import { PayForm } from '@/components/invoice/pay-form';
import { PaymentList } from '@/components/invoice/payment-list';
import { BillingUnavailable, isUnavailable } from '@/components/invoice/unavailable';
import { UsageCheck } from '@/components/invoice/usage-check';
import { buttonClass } from '@/components/ui/button';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader, Section } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { requirePerson, toPrincipal } from '@/lib/auth/oauth/session/require-principal';
import type { Principal } from '@/lib/auth/principal';
import { getInvoice, listPayments } from '@/lib/billing/client';
import { canPay } from '@/lib/billing/open-invoice';
import type { Invoice } from '@/lib/billing/wire';
import { ProblemError } from '@/lib/http/problem';
import { readInvoiceExport } from '@/lib/integrations/read-activity';
import { exportInvoiceAction } from './export-invoice-action';
import { payInvoiceAction } from './pay-invoice-action';

export const metadata: Metadata = { title: 'Invoice' };

export default async function InvoicePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const person = await requirePerson(`/invoices/${encodeURIComponent(id)}`);
  const principal = toPrincipal(person);
  const found = await readInvoice(principal, id);
  if (!found) return <InvoiceOutOfReach />;
  const [invoice, payments] = found;
  const total = formatMoney(invoice.total, invoice.currency);
  const payable = invoice.status === 'open' && canPay(principal);
  return (
    <>
      <AllInvoices />
      <p className="mb-6 hidden font-serif text-lg font-semibold print:block">Tollgate</p>
      <PageHeader
        title={formatPeriod(invoice.period)}
        lead={`Invoice ${invoice.number} for ${person.workspace.name}`}
        actions={
          <a
            href={`/invoices/${invoice.id}/pdf`}
            download
            className={`no-print ${buttonClass({ look: 'plain' })}`}
          >
            Download PDF
          </a>
        }
      />
      <Facts
        facts={[
          { term: 'Status', value: <InvoiceStatus invoice={invoice} /> },
          ...(payable
            ? [{ term: 'Amount due', value: <ToPay invoice={invoice} total={total} /> }]
            : []),
          { term: 'Issued', value: <LocalTime time={invoice.issued_at} precision="date" /> },
          { term: 'Due', value: <LocalTime time={invoice.due_at} precision="date" /> },
          ...(invoice.paid_at
            ? [{ term: 'Paid', value: <LocalTime time={invoice.paid_at} precision="date" /> }]
            : []),
          { term: 'Id', value: <code>{invoice.id}</code> },
        ]}
      />
      <Section id="lines" title="Lines">
        <InvoiceLines invoice={invoice} />
      </Section>
      <Section
        id="recompute"
        title="Check the maths"
        lead="Each amount is quantity times unit price, rounded half up to the cent once; the total is their sum. Quantities come from these meters:"
      >
        <UsageCheck principal={principal} invoice={invoice} />
      </Section>
      {payments.length > 0 && (
        <div className="no-print mt-12">
          <Section id="payments" title="Payments">
            <PaymentList invoiceId={invoice.id} payments={payments} payable={payable} />
          </Section>
        </div>
      )}
      {payable && (
        <div className="no-print mt-12">
          <Section
            id="pay"
            title="Pay"
            lead="No money moves in test mode. Each test card simulates a different outcome."
          >
            <PayForm
              id={invoice.id}
              attempt={crypto.randomUUID()}
              amount={total}
              action={payInvoiceAction}
            />
          </Section>
        </div>
      )}
      <div className="no-print mt-12">
        <DriveSection
          invoiceId={invoice.id}
          action={exportInvoiceAction}
          {...(await readInvoiceExport(principal, invoice.id))}
        />
      </div>
      <div className="no-print">
        <BillingLine />
      </div>
    </>
  );
}

function ToPay({ invoice, total }: { invoice: Invoice; total: string }) {
  return (
    <>
      {total} <PayLink invoice={invoice} />
    </>
  );
}

function InvoiceOutOfReach() {
  return (
    <>
      <AllInvoices />
      <PageHeader title="Invoice" />
      <BillingUnavailable />
    </>
  );
}

function AllInvoices() {
  return (
    <p className="no-print mb-4 text-sm">
      <PageLink href="/invoices">All invoices</PageLink>
    </p>
  );
}

async function readInvoice(principal: Principal, id: string) {
  try {
    return await Promise.all([getInvoice(principal, id), listPayments(principal, id)]);
  } catch (error) {
    if (error instanceof ProblemError && error.slug === 'not-found') notFound();
    if (isUnavailable(error)) return null;
    throw error;
  }
}
