import type { AppProps } from 'next/app';
import { sourceSerifText } from '@/components/reading-typeface';
import { typefaceClass } from '@/components/typeface';
import '@/app/globals.css';

/** Pages here ship no framework to the browser; see docs/decisions/0060-landing-page-without-framework.md. */
export default function LandingApp({ Component, pageProps }: AppProps) {
  return (
    <div
      className={`${typefaceClass} ${sourceSerifText.variable} flex min-h-dvh flex-col font-sans`}
    >
      <Component {...pageProps} />
    </div>
  );
}
