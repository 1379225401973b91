import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { AppHeader } from '@/components/shell/app-header';
import { AppNavigation } from '@/components/shell/app-navigation';
import { APP_NAVIGATION } from '@/components/shell/navigation';
import { SiteFooter } from '@/components/shell/site-footer';
import { parseTheme } from '@/components/shell/theme-switch';
import { getPerson } from '@/lib/auth/oauth/session/require-principal';
import { NoticeBar } from './notice-bar';
import { HEADER_ACTIONS } from './header-actions';

/**
 * The frame of the signed-in part. It shows who is there; it does not protect the pages inside: a
 * layout is not rendered again at each navigation, so each page asks for its own principal, and knows
 * where to come back to after a sign-in.
 */
export default async function AppLayout({ children }: { children: ReactNode }) {
  const person = await getPerson();
  if (!person) return children;
  const theme = parseTheme((await cookies()).get('tollgate.theme')?.value);
  return (
    <>
      <AppHeader person={person} contentsBeside actions={HEADER_ACTIONS} />
      <div className="mx-auto w-full max-w-6xl gap-12 px-4 sm:px-8 md:grid print:block md:grid-cols-[10.5rem_minmax(0,1fr)]">
        <div className="sticky top-15 hidden self-start pt-12 md:block">
          <AppNavigation label="Contents" groups={APP_NAVIGATION} />
        </div>
        <main id="main" tabIndex={-1} className="min-w-0 pt-10 outline-none print:pt-0">
          <NoticeBar />
          {children}
        </main>
      </div>
      <SiteFooter theme={theme} />
    </>
  );
}
