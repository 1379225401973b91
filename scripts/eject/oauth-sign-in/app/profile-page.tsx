import { listIdentities } from '@/lib/auth/oauth/sign-in/identity';
import { providerName, signInProviders } from '@/lib/auth/oauth/sign-in/providers';
import { requirePerson, toPrincipal } from '../current-person';
import { addProvider } from './actions';

export default async function ProfilePage() {
  const identities = await listIdentities(toPrincipal(await requirePerson('/settings/profile')));
  const has = (id: string) => identities.some(({ provider }) => provider === id);
  return (
    <>
      <h1>How you sign in</h1>
      <ul>
        {identities.map(({ id, provider }) => (
          <li key={id}>{providerName(provider)}</li>
        ))}
      </ul>
      <form action={addProvider}>
        {signInProviders().map(
          ({ id, name }) =>
            !has(id) && (
              <button key={id} name="provider" value={id}>
                Add {name}
              </button>
            ),
        )}
      </form>
    </>
  );
}
