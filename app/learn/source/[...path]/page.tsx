import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CodeLines } from '@/components/learn/code-lines';
import { readSource, SourceRefError } from '@/lib/learn/code-excerpt';

type SourcePageProps = {
  params: Promise<{ path: string[] }>;
  searchParams: Promise<{ line?: string | string[] }>;
};

export async function generateMetadata({ params }: SourcePageProps): Promise<Metadata> {
  return { title: (await params).path.map(decodeURIComponent).join('/') };
}

export default async function SourcePage({ params, searchParams }: SourcePageProps) {
  const file = (await params).path.map(decodeURIComponent).join('/');
  const { line } = await searchParams;
  const source = read(file);
  return (
    <article className="min-w-0">
      <h1 className="mb-6 text-xl [overflow-wrap:anywhere]">
        <code>{file}</code>
      </h1>
      <CodeLines
        lines={source.trimEnd().split('\n')}
        firstLine={1}
        highlighted={typeof line === 'string' ? [Number(line)] : []}
        label={`Code of ${file}`}
      />
    </article>
  );
}

function read(file: string): string {
  try {
    return readSource(file);
  } catch (error) {
    if (error instanceof SourceRefError) notFound();
    throw error;
  }
}
