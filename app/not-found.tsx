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
        lead="The address may be mistyped, or it belongs to another workspace or mode: what you may not see looks the same as what does not exist."
      />
      <ButtonLink href="/">To the front page</ButtonLink>
    </PublicFrame>
  );
}
