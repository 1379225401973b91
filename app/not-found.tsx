import type { Metadata } from 'next';
import { PublicFrame } from '@/components/shell/public-frame';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <PublicFrame>
      <PageHeader
        title="There is nothing here"
        lead="Check the address, or switch workspace or mode: what you don’t have access to looks the same as what doesn’t exist."
      />
      <ButtonLink href="/">To the front page</ButtonLink>
    </PublicFrame>
  );
}
