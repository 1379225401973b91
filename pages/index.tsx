import type { GetServerSideProps } from 'next';
import Head from 'next/head';
import { StyleQuestion } from '@/components/auth-style/style-question';
import { RefusalPathFigure } from '@/components/learn/refusal-path';
import { SystemDiagram } from '@/components/system-map/system-diagram';
import { PublicShell } from '@/components/shell/public-shell';
import { parseTheme, type Theme } from '@/components/shell/theme-switch';
import { ButtonLink } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { PageLink } from '@/components/ui/page-link';
import { getEnv } from '@/lib/env';
import { ATTACKS } from '@/lib/learn/attacks/attack-list';
import { readRecordedRuns } from '@/lib/learn/recorded/recorded-run';
import { type RefusalPath, toRefusalPath } from '@/lib/learn/recorded/refusal-path';

/** No framework in the browser: the page is HTML, a stylesheet and public/page.js. */
export const config = { runtime: 'nodejs', unstable_runtimeJS: false };

/** What the landing page shows being stopped. */
const SHOWN_ATTACK = 'key-without-the-scope';

type LandingProps = { theme: Theme; signedIn: boolean; origin: string; refusal: RefusalPath };

const COMMANDS = `npm start    # sets up and starts all
npm test     # runs every test`;

export const getServerSideProps: GetServerSideProps<LandingProps> = async ({ req }) => {
  const { cookies } = req;
  return {
    props: {
      theme: parseTheme(cookies['tollgate.theme']),
      // Only chooses a link; whoever follows it is asked again.
      signedIn: Object.keys(cookies).some((name) => /^(__Host-)?tollgate\.session$/.test(name)),
      origin: getEnv().APP_URL,
      refusal: toRefusalPath(readRecordedRuns(SHOWN_ATTACK).guarded),
    },
  };
};

export default function LandingPage({ theme, signedIn, origin, refusal }: LandingProps) {
  const call = `curl -H "X-API-Key: $KEY" ${origin}/api/v1/me`;
  return (
    <PublicShell theme={theme} signedIn={signedIn}>
      <Head>
        <title>Tollgate: API key, OAuth or mTLS?</title>
        <meta
          name="description"
          content="A usage-metering SaaS that uses API keys, OAuth and mutual TLS, each where it fits. Built to be run and read."
        />
      </Head>
      <div className="max-w-3xl">
        <h1 className="text-3xl">API key, OAuth or mTLS?</h1>
        <p className="prose mt-5">
          Tollgate is a small, complete usage-metering service that uses all three, each where it
          fits. Scripts send usage with API keys, people sign in and connect other apps with OAuth,
          and the web application talks to its billing service over mutual TLS with certificates
          valid for an hour. It runs on your machine, needs no account anywhere, and is written to
          be read.
        </p>
        <p className="mt-7 flex flex-wrap gap-3">
          <ButtonLink look="primary" href={signedIn ? '/dashboard' : '/sign-in'}>
            {signedIn ? 'Open the dashboard' : 'Sign in and try it'}
          </ButtonLink>
          <ButtonLink href="/learn">See how it works</ButtonLink>
        </p>
      </div>

      <figure className="mt-14">
        <SystemDiagram />
        <figcaption className="mt-3 text-sm text-quiet">
          The running system. Every line is a real connection, every gate a real check.
        </figcaption>
      </figure>

      <section aria-labelledby="stopped" className="mt-16">
        <h2 id="stopped" className="text-xl">
          One request, stopped
        </h2>
        <p className="mt-2 mb-4 max-w-prose text-quiet">
          A key that can only read usage asks for more. It passes the first checks; the scope check
          refuses it. This is a recorded request, not a drawing.
        </p>
        <RefusalPathFigure path={refusal} guard="Does it have the scope that this call needs?" />
        <p className="mt-4 text-sm">
          <PageLink href="/learn/attacks">
            {ATTACKS.length} attacks, and the line that stops each
          </PageLink>
        </p>
      </section>

      <StyleQuestion />

      <section aria-labelledby="run" className="mt-20 grid gap-x-12 gap-y-6 lg:grid-cols-2">
        <div className="min-w-0">
          <h2 id="run" className="text-xl">
            Two commands
          </h2>
          <p className="mt-2 mb-4 max-w-prose text-quiet">
            Node 20.20 or later and npm, nothing else. The database, the identity providers and the
            certificate authority are part of the project.
          </p>
          <CodeBlock id="commands" label="commands" code={COMMANDS} />
        </div>
        <div className="min-w-0">
          <h2 className="text-xl">One call</h2>
          <p className="mt-2 mb-4 max-w-prose text-quiet">
            Make a key in Settings, put it in <code>KEY</code>, and ask who you are.
          </p>
          <CodeBlock id="call" label="curl line" code={call} />
        </div>
      </section>
    </PublicShell>
  );
}
