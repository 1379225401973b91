import { PageLink } from '@/components/ui/page-link';
import type { Attack } from '@/lib/learn/attacks/attack';

/** A line of a list of attacks. */
export function AttackEntry({ attack }: { attack: Attack }) {
  return (
    <li className="border-b border-rule">
      <PageLink
        href={`/learn/attacks/${attack.slug}`}
        className="grid gap-x-6 py-3 no-underline hover:bg-sunk sm:grid-cols-2"
      >
        <span className="font-serif text-lg font-semibold">{attack.title}</span>
        <span className="self-center text-sm text-quiet">{attack.guard}</span>
      </PageLink>
    </li>
  );
}
