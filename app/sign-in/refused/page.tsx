import type { Metadata } from 'next';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { isRefusalReason, REFUSALS } from '@/lib/auth/oauth/sign-in/refusal';

export const metadata: Metadata = { title: 'Not signed in', robots: { index: false } };

type RefusedPageProps = { searchParams: Promise<{ reason?: string | string[] }> };

export default async function RefusedPage({ searchParams }: RefusedPageProps) {
  const { reason } = await searchParams;
  const known = typeof reason === 'string' && isRefusalReason(reason) ? reason : 'internal-error';
  const { title, text } = REFUSALS[known];
  return (
    <div className="mx-auto w-full max-w-md py-8">
      <PageHeader title={title} lead={text} />
      <p className="mb-8 text-sm text-quiet">
        Reason: <code>{known}</code>
      </p>
      <ButtonLink href="/sign-in" look="primary">
        Try again
      </ButtonLink>
    </div>
  );
}
