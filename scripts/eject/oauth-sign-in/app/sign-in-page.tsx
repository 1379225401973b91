import { redirect } from 'next/navigation';
import { ownPath } from '@/lib/auth/oauth/sign-in/own-url';
import { signInProviders } from '@/lib/auth/oauth/sign-in/providers';
import { getPerson } from '../current-person';
import { signIn } from './actions';

type Props = { searchParams: Promise<{ return?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  const { return: wanted } = await searchParams;
  const returnTo = ownPath(typeof wanted === 'string' ? wanted : null);
  if (await getPerson()) redirect(returnTo);
  return (
    <>
      <h1>Sign in</h1>
      <form action={signIn}>
        <input type="hidden" name="return" value={returnTo} />
        {signInProviders().map(({ id, name }) => (
          <button key={id} name="provider" value={id}>
            Continue with {name}
          </button>
        ))}
      </form>
    </>
  );
}
