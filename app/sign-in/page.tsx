import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { ProviderMark } from '@/components/person/provider-mark';
import { Callout } from '@/components/ui/callout';
import { PageHeader } from '@/components/ui/page-header';
import { TextField } from '@/components/ui/text-field';
import { hasCompanies } from '@/lib/auth/oauth/company/company-view';
import { getPerson, lacksDeviceProof } from '@/lib/auth/oauth/session/require-principal';
import { sessionCookie } from '@/lib/auth/oauth/session/session-cookie';
import { ownPath } from '@/lib/auth/oauth/sign-in/own-url';
import { signInProviders } from '@/lib/auth/oauth/sign-in/providers';
import { companySignInAction, signInAction } from './sign-in-action';

export const metadata: Metadata = { title: 'Sign in' };
export const dynamic = 'force-dynamic';

type SignInPageProps = {
  searchParams: Promise<{ return?: string | string[]; company?: string | string[] }>;
};

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { return: wanted, company } = await searchParams;
  const returnTo = ownPath(typeof wanted === 'string' ? wanted : null);
  if (await getPerson()) redirect(returnTo);
  const providers = signInProviders();
  const unproved = await lacksDeviceProof();
  return (
    <div className="mx-auto w-full max-w-md py-8">
      <PageHeader
        title="Sign in"
        lead="Use an account you already have. We only see your name and email address."
      />
      {!unproved && <SessionEnded filled={returnTo.includes('/new?')} />}
      {unproved && (
        <Callout className="mb-6" tone="warning" title="This session is bound to a device">
          <p>
            Your browser did not prove that it is the one that signed in.{' '}
            <a href={returnTo}>Try again</a>, or sign in again.
          </p>
        </Callout>
      )}
      <form action={signInAction} className="grid gap-3">
        <input type="hidden" name="return" value={returnTo} />
        {providers.map((provider) => (
          <Button key={provider.id} name="provider" value={provider.id}>
            <ProviderMark name={provider.name} />
            Continue with {provider.name}
          </Button>
        ))}
      </form>
      {(await hasCompanies()) && (
        <form action={companySignInAction} className="mt-8 space-y-3 border-t border-rule pt-6">
          <input type="hidden" name="return" value={returnTo} />
          <TextField
            label="Work e-mail address"
            name="email"
            type="email"
            autoComplete="email"
            required
            hint="If your company has connected its own sign-in."
            error={
              company === 'unknown'
                ? 'No company with this domain has connected its sign-in here.'
                : undefined
            }
          />
          <Button>Sign in with your company</Button>
        </form>
      )}
      {providers.length === 0 && (
        <Callout tone="warning" title="No provider is set up">
          The operator of this site has to register it at a provider first.
        </Callout>
      )}
      {providers.some((provider) => !provider.real) && (
        <Callout className="mt-8" title="Local demo">
          <p>
            These providers run on your machine. Sign in as Ada, Grace or Mallory, or pick any name.
          </p>
        </Callout>
      )}
    </div>
  );
}

/** For someone who was signed in a moment ago, perhaps in the middle of a form. */
async function SessionEnded({ filled }: { filled: boolean }) {
  const hadSession = (await cookies()).has(sessionCookie().name);
  if (!filled && !hadSession) return null;
  return (
    <Callout
      className="mb-6"
      title={hadSession ? 'Your session has ended' : 'Sign in to continue'}
      role="status"
    >
      <p>
        {filled ? 'After you sign in, your form is as you left it.' : 'Sign in again to continue.'}
      </p>
    </Callout>
  );
}
