import type { Metadata } from 'next';
import { ReportLeakForm } from '@/components/api-key/report-leak-form';
import { PageHeader } from '@/components/ui/page-header';
import { reportLeakAction } from './report-leak-action';

export const metadata: Metadata = { title: 'Report a leaked key' };

export default function ReportLeakPage() {
  return (
    <>
      <PageHeader
        title="Report a leaked key"
        lead="Found a Tollgate API key in a repository, a log or a screenshot? Paste it here and it is revoked immediately. You don’t need an account."
      />
      <ReportLeakForm action={reportLeakAction} />
    </>
  );
}
