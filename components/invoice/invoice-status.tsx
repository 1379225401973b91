import { Badge, type BadgeTone } from '@/components/ui/badge';
import type { Invoice } from '@/lib/billing/wire';

const TONES: Record<Invoice['status'], BadgeTone> = {
  open: 'waiting',
  paid: 'good',
  void: 'neutral',
};

/** Whether an invoice is paid. */
export function InvoiceStatus({ status }: { status: Invoice['status'] }) {
  return <Badge tone={TONES[status]}>{status}</Badge>;
}
