import type { ReactNode } from 'react';
import { PublicHeader } from './public-header';
import { SiteFooter } from './site-footer';
import type { Theme } from './theme-switch';

type PublicShellProps = {
  signedIn: boolean;
  theme: Theme;
  /** In place of the public top bar. */
  header?: ReactNode;
  /** What only pages with a framework can offer. */
  tools?: ReactNode;
  children: ReactNode;
};

/** The frame of the pages that need no sign-in. */
export function PublicShell({ signedIn, theme, header, tools, children }: PublicShellProps) {
  return (
    <>
      {header || <PublicHeader signedIn={signedIn} tools={tools} />}
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl px-4 pt-10 outline-none sm:px-8 sm:pt-14"
      >
        {children}
      </main>
      <SiteFooter theme={theme} />
    </>
  );
}
