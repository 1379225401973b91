import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { StartInOwnTask } from '@/components/shell/start-in-own-task';
import { parseTheme } from '@/components/shell/theme-switch';
import { TrustedTypesPolicy } from '@/components/shell/trusted-types-policy';
import { typefaceClass } from '@/components/typeface';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Tollgate', template: '%s · Tollgate' },
  description: 'API key, OAuth or mTLS? A usage-metering SaaS that uses all three.',
  icons: { icon: '/icon.svg' },
};

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfaf6' },
    { media: '(prefers-color-scheme: dark)', color: '#161512' },
  ],
};

/** The frame of every page. The theme comes from a cookie, so it is right in the first paint. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get('tollgate.theme')?.value);
  const told = await headers();
  const nonce = told.get('x-nonce') ?? undefined;
  return (
    <html
      lang="en"
      className={typefaceClass}
      data-theme={theme === 'system' ? undefined : theme}
      suppressHydrationWarning
    >
      <head>
        <TrustedTypesPolicy nonce={nonce} wanted={told.get('x-trusted-types')} />
        <StartInOwnTask nonce={nonce} />
      </head>
      <body>
        {children}
        <div id="page-status" role="status" className="sr-only" suppressHydrationWarning />
        <script src="/page.js" defer nonce={nonce} suppressHydrationWarning />
      </body>
    </html>
  );
}
