import clsx from 'clsx';
import type { ReactNode } from 'react';
import { PageLink } from '@/components/ui/page-link';
import { BrandMark } from './brand';
import { PUBLIC_NAVIGATION } from './navigation';
import { SkipLink } from './skip-link';

type PublicHeaderProps = { signedIn: boolean; tools?: ReactNode };

/** The top bar of the pages that need no sign-in. */
export function PublicHeader({ signedIn, tools }: PublicHeaderProps) {
  return (
    <>
      <SkipLink />
      <header className="border-b border-rule">
        <div className="mx-auto flex min-h-14 max-w-6xl flex-wrap items-center gap-x-2 px-4 sm:gap-x-6 sm:px-8">
          <PageLink
            href="/"
            className="mr-auto flex items-center gap-2.5 font-serif text-lg font-semibold no-underline"
          >
            <BrandMark className="size-7" />
            <span className="max-[24rem]:sr-only">Tollgate</span>
          </PageLink>
          <nav aria-label="Main" className="flex items-center gap-3.5 text-sm sm:gap-6">
            {PUBLIC_NAVIGATION.map((item) => (
              <PageLink
                key={item.href}
                href={item.href}
                // A phone has no room for all; what is left out stands in the foot of the page.
                className={clsx(
                  'py-2 no-underline hover:underline',
                  item.href === '/status' && 'max-sm:hidden',
                )}
              >
                {item.label}
              </PageLink>
            ))}
            <PageLink
              href={signedIn ? '/dashboard' : '/sign-in'}
              className="py-2 font-semibold no-underline hover:underline"
            >
              {signedIn ? 'Dashboard' : 'Sign in'}
            </PageLink>
          </nav>
          {tools}
        </div>
      </header>
    </>
  );
}
