import type { Metadata } from 'next';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { ownPath } from '@/lib/auth/oauth/sign-in/own-url';
import { signInProviders } from '@/lib/auth/oauth/sign-in/providers';
import { signInAgainAction } from '../sign-in-action';

export const metadata: Metadata = { title: 'Confirm that it is you' };
export const dynamic = 'force-dynamic';

type SignInAgainPageProps = { searchParams: Promise<{ return?: string | string[] }> };

export default async function SignInAgainPage({ searchParams }: SignInAgainPageProps) {
  const { return: wanted } = await searchParams;
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
        {signInProviders().map((provider) => (
          <Button key={provider.id} name="provider" value={provider.id}>
            Continue with {provider.name}
          </Button>
        ))}
      </form>
    </div>
  );
}
