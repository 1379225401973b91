import { ownPath } from '@/lib/auth/oauth/sign-in/own-url';
import { providerName } from '@/lib/auth/oauth/sign-in/providers';
import { requirePerson } from '../current-person';
import { signInAgain } from './actions';

type Props = { searchParams: Promise<{ return?: string | string[] }> };

/** For acts that need a person who has just signed in: `requireFreshSignIn` sends them here. */
export default async function AgainPage({ searchParams }: Props) {
  const { return: wanted } = await searchParams;
  const { provider } = await requirePerson();
  return (
    <>
      <h1>Sign in again</h1>
      <form action={signInAgain}>
        <input
          type="hidden"
          name="return"
          value={ownPath(typeof wanted === 'string' ? wanted : null)}
        />
        <button>Continue with {providerName(provider ?? '')}</button>
      </form>
    </>
  );
}
