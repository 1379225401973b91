import type { Command } from 'commander';
import { registerCertIssue } from './cert-issue';
import { registerCertList } from './cert-list';
import { registerCertRevoke } from './cert-revoke';
import { registerCertRotateAuthority } from './cert-rotate-authority';

/** Adds `tollgate cert issue|revoke|list|rotate-authority`. */
export function registerCertCommands(program: Command): void {
  const cert = program.command('cert').description('workload certificates of the development CA');
  registerCertIssue(cert);
  registerCertRevoke(cert);
  registerCertList(cert);
  registerCertRotateAuthority(cert);
}
