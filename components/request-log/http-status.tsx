import clsx from 'clsx';
import { PageLink } from '@/components/ui/page-link';

type HttpStatusProps = { status: number; problem: string | null };

/** A status code, and the problem that goes with it. */
export function HttpStatus({ status, problem }: HttpStatusProps) {
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      <code className={clsx('font-semibold', status >= 400 && 'text-accent')}>{status}</code>
      {problem && (
        <PageLink href={`/docs/problems/${problem}`} className="text-xs text-quiet">
          {problem}
        </PageLink>
      )}
    </span>
  );
}
