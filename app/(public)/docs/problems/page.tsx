import type { Metadata } from 'next';
import { isProblemSlug } from '@/components/problem/problem-slug';
import { DataTable } from '@/components/ui/data-table';
import { PageHeader } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { PROBLEMS } from '@/lib/http/problem-catalog';

export const metadata: Metadata = { title: 'Problems' };

export default function ProblemsPage() {
  const slugs = Object.keys(PROBLEMS)
    .filter(isProblemSlug)
    .toSorted((a, b) => PROBLEMS[a].status - PROBLEMS[b].status);
  return (
    <>
      <PageHeader
        title="Problems"
        lead="Everything that the API refuses or fails with. The type of each answer leads to its page here."
      />
      <DataTable
        caption="Problems"
        rows={slugs}
        rowKey={(slug) => slug}
        columns={[
          { label: 'Status', cell: (slug) => <code>{PROBLEMS[slug].status}</code> },
          {
            label: 'Slug',
            heading: true,
            cell: (slug) => (
              <PageLink href={`/docs/problems/${slug}`} className="font-normal">
                <code>{slug}</code>
              </PageLink>
            ),
          },
          { label: 'Meaning', cell: (slug) => PROBLEMS[slug].title },
        ]}
      />
    </>
  );
}
