import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { getPerson } from '@/lib/auth/oauth/session/require-principal';
import { CommandPalette } from './command-palette';
import { PublicShell } from './public-shell';
import { parseTheme } from './theme-switch';

/** The public shell as a layout: it asks who reads, to offer the dashboard instead of a sign-in. */
export async function PublicFrame({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get('tollgate.theme')?.value);
  const signedIn = (await getPerson()) !== null;
  return (
    <PublicShell signedIn={signedIn} theme={theme} tools={<CommandPalette signedIn={signedIn} />}>
      {children}
    </PublicShell>
  );
}
