import process from 'node:process';
import type { Command } from 'commander';
import { closeDatabase } from '@/lib/db';
import { settleUsage } from '@/lib/usage/send-usage';
import { closeBillingDatabase } from '@/services/billing/database';
import { issueInvoices } from '@/services/billing/issue-invoice';
import { recordUsageTotals } from '@/services/billing/usage-total.repository';
import { printResult } from './print-result';

async function run(options: { period: string; json?: boolean }): Promise<void> {
  try {
    // What was acknowledged and is not yet on its way belongs into the invoice.
    await settleUsage(recordUsageTotals);
    const { issued, existing, failed } = await issueInvoices(options.period);
    const text = `${options.period}: ${issued} invoices issued, ${existing} were there already.`;
    const lines = [text, ...failed.map((account) => `No invoice for ${account}`)];
    printResult(
      options.json,
      { period: options.period, issued, existing, failed },
      lines.join('\n'),
    );
    if (failed.length > 0) process.exitCode = 1;
  } finally {
    await closeBillingDatabase();
    await closeDatabase();
  }
}

/** Adds `tollgate invoice run`: the monthly invoices, from the usage that billing has. Repeatable. */
export function registerInvoiceCommands(program: Command): void {
  const invoice = program.command('invoice').description('monthly invoices');
  invoice
    .command('run')
    .description('issue the invoices of a month that has ended; a second run issues nothing')
    .requiredOption('--period <month>', 'such as 2026-10')
    .option('--json', 'print one JSON object')
    .action(run);
}
