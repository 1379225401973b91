import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { getPerson } from '@/lib/auth/oauth/session/require-principal';
import { AppHeader, type AppHeaderActions } from './app-header';
import { CommandPalette } from './command-palette';
import { PublicShell } from './public-shell';
import { parseTheme } from './theme-switch';

type PublicFrameProps = {
  /** With these, a signed-in reader keeps the top bar of the app: workspace, mode and contents. */
  actions?: AppHeaderActions;
  children: ReactNode;
};

/** The public shell as a layout: it asks who reads. */
export async function PublicFrame({ actions, children }: PublicFrameProps) {
  const theme = parseTheme((await cookies()).get('tollgate.theme')?.value);
  const person = await getPerson();
  return (
    <PublicShell
      signedIn={person !== null}
      theme={theme}
      header={
        person && actions && <AppHeader person={person} actions={actions} contentsBeside={false} />
      }
      tools={<CommandPalette signedIn={person !== null} />}
    >
      {children}
    </PublicShell>
  );
}
