'use client';

import { useLinkStatus } from 'next/link';
import { usePathname } from 'next/navigation';
import { PageLink } from '@/components/ui/page-link';
import type { NavigationGroup } from './navigation';

type AppNavigationProps = { label: string; groups: readonly NavigationGroup[] };

/** The contents, with the page that is open marked. */
export function AppNavigation({ label, groups }: AppNavigationProps) {
  const path = usePathname() ?? '';
  return (
    <nav aria-label={label} className="space-y-6 text-sm">
      {groups.map((group) => (
        <div key={group.label}>
          <p className="pl-3 text-xs text-quiet">{group.label}</p>
          <ul className="mt-1">
            {group.items.map(({ href, label: name }) => {
              const current = path === href || path.startsWith(`${href}/`);
              return (
                <li key={href}>
                  <PageLink
                    href={href}
                    aria-current={current ? 'page' : undefined}
                    className="block border-l-2 border-transparent py-1 pl-2.5 no-underline hover:border-outline aria-[current]:border-ink aria-[current]:font-semibold"
                  >
                    {name}
                    <PendingMark />
                  </PageLink>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** Inside a link: a quiet sign that its page is on the way. It takes no room, so nothing moves. */
function PendingMark() {
  const { pending } = useLinkStatus();
  return (
    <span
      aria-hidden
      className={`ml-2 inline-block size-1.5 rounded-full bg-ink transition-opacity delay-150 ${pending ? 'animate-pulse opacity-100' : 'opacity-0'}`}
    />
  );
}
