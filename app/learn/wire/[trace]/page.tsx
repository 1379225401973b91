import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { TraceView } from '@/components/learn/trace-view';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import { requirePerson } from '@/lib/auth/oauth/session/require-principal';
import { findTrace } from '@/lib/trace/record-trace';

export const metadata: Metadata = { title: 'A call on the wire' };

export default async function TracePage({ params }: { params: Promise<{ trace: string }> }) {
  const { trace: id } = await params;
  const person = await requirePerson(`/learn/wire/${id}`);
  const trace = await findTrace(person.workspace.id, id);
  if (!trace) notFound();
  return (
    <article className="min-w-0">
      <p className="text-sm">
        <PageLink href="/learn/wire">The wire</PageLink>
      </p>
      <h1 className="mt-2 text-2xl [overflow-wrap:anywhere]">{trace.title}</h1>
      <p className="mt-2 mb-8 text-quiet">
        <LocalTime time={trace.startedAt} />, {trace.steps.length} steps. Secrets were masked when
        the steps were written.
      </p>
      <TraceView id="trace" steps={trace.steps} />
    </article>
  );
}
