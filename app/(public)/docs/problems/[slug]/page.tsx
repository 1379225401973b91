import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { isProblemSlug } from '@/components/problem/problem-slug';
import { CodeBlock } from '@/components/ui/code-block';
import { PageHeader, Section } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { PROBLEM_TYPE_BASE, PROBLEMS } from '@/lib/http/problem-catalog';

type ProblemPageProps = { params: Promise<{ slug: string }> };

export async function generateMetadata({ params }: ProblemPageProps): Promise<Metadata> {
  const { slug } = await params;
  return { title: isProblemSlug(slug) ? PROBLEMS[slug].title : 'No such problem' };
}

export default async function ProblemPage({ params }: ProblemPageProps) {
  const { slug } = await params;
  if (!isProblemSlug(slug)) notFound();
  const { status, title, remedy } = PROBLEMS[slug];
  const answer = {
    type: `${PROBLEM_TYPE_BASE}${slug}`,
    title,
    status,
    detail: remedy,
    request_id: 'req_…',
  };
  return (
    <div className="max-w-3xl">
      <p className="mb-4 text-sm">
        <PageLink href="/docs/problems">All problems</PageLink>
      </p>
      <PageHeader
        title={title}
        lead={
          <code>
            {status} {slug}
          </code>
        }
      />
      <Section id="remedy" title="What to do">
        <p className="prose">{remedy}</p>
      </Section>
      <Section id="answer" title="How it looks">
        <CodeBlock
          id="answer-json"
          label="answer"
          code={`HTTP/1.1 ${status}\nContent-Type: application/problem+json\n\n${JSON.stringify(answer, null, 2)}`}
        />
      </Section>
    </div>
  );
}
