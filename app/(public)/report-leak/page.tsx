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
        lead="You found an API key of Tollgate in a repository, a log or a picture. Paste it here: it stops working at once. You need no account."
      />
      <ReportLeakForm action={reportLeakAction} />
    </>
  );
}
