import { formatMoney, formatPeriod } from '@/lib/billing/money';
import type { BillingEvent } from '@/lib/billing/wire';
import { getEnv } from '@/lib/env';
import type { Mode } from '@/lib/auth/principal';

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/**
 * The message that announces an invoice, in Slack's notation.
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function writeInvoiceMessage(invoice: BillingEvent['invoice'], mode: Mode): string {
  const total = formatMoney(invoice.total, invoice.currency);
  const due = `${total}, due ${DAY.format(new Date(invoice.due_at))}`;
  const parts = [
    `*Invoice ${escapeSlack(invoice.number)}* for ${formatPeriod(invoice.period)} was issued:`,
    `${invoice.status === 'paid' ? `${total}, nothing to pay` : due}.`,
    `<${getEnv().APP_URL}/invoices/${invoice.id}|Open it>`,
    ...(mode === 'test' ? ['(test mode)'] : []),
  ];
  return parts.join(' ');
}

/**
 * Attack: a name with `<!channel>` in it would call everyone, one with `<https://…|…>` would be a
 * link that looks like ours.
 */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
