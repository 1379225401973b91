import type { Metadata } from 'next';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { getPerson } from '@/lib/auth/oauth/session/require-principal';
import { ownPath } from '@/lib/auth/oauth/sign-in/own-url';
import { isCompanyProviderId, signInProviders } from '@/lib/auth/oauth/sign-in/providers';
import { signInAgainAction } from '../sign-in-action';

export const metadata: Metadata = { title: 'Confirm that it is you' };
export const dynamic = 'force-dynamic';

type SignInAgainPageProps = { searchParams: Promise<{ return?: string | string[] }> };

export default async function SignInAgainPage({ searchParams }: SignInAgainPageProps) {
  const { return: wanted } = await searchParams;
  const provider = (await getPerson())?.provider ?? '';
  // The account of a company's person is known to its provider alone.
  const providers = isCompanyProviderId(provider)
    ? [{ id: provider, name: 'your company' }]
    : signInProviders();
  return (
    <div className="mx-auto w-full max-w-md py-8">
      <PageHeader
        title="Confirm that it is you"
        lead="What you are about to do opens your account to others, so it needs a sign-in of the last five minutes."
      />
      <form action={signInAgainAction} className="grid gap-3">
        <input
          type="hidden"
          name="return"
          value={ownPath(typeof wanted === 'string' ? wanted : null)}
        />
        {providers.map((provider) => (
          <Button key={provider.id} name="provider" value={provider.id}>
            Continue with {provider.name}
          </Button>
        ))}
      </form>
    </div>
  );
}
