import { PageLink } from '@/components/ui/page-link';
import { PUBLIC_NAVIGATION } from './navigation';
import { type Theme, ThemeSwitch } from './theme-switch';

/** The foot of every page. */
export function SiteFooter({ theme }: { theme: Theme }) {
  return (
    <footer className="mt-auto pt-24">
      <div className="border-t border-rule">
        <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-x-8 gap-y-2 px-4 py-6 text-sm sm:px-8">
          <nav aria-label="Foot" className="flex flex-wrap gap-x-6 gap-y-1 text-quiet">
            {PUBLIC_NAVIGATION.map((item) => (
              <PageLink key={item.href} href={item.href} className="py-1">
                {item.label}
              </PageLink>
            ))}
            <PageLink href="/docs/problems" className="py-1">
              Problems
            </PageLink>
            <PageLink href="/report-leak" className="py-1">
              Report a leaked key
            </PageLink>
          </nav>
          <ThemeSwitch theme={theme} />
        </div>
      </div>
    </footer>
  );
}
