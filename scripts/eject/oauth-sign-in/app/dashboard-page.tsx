import { listSessions } from '@/lib/auth/oauth/session/sessions';
import { requirePerson, toPrincipal } from '../current-person';
import { endOtherSessions, signOut } from './actions';

export default async function DashboardPage() {
  const person = await requirePerson('/dashboard');
  const sessions = await listSessions(toPrincipal(person));
  return (
    <>
      <h1>{person.name}</h1>
      <p>
        {person.email ?? 'No verified address'}. <a href="/settings/profile">Profile</a>
      </p>
      <h2>Where you are signed in</h2>
      <ul>
        {sessions.map(({ id, device, current, lastSeenAt }) => (
          <li key={id}>
            {device}, {lastSeenAt.toISOString()}
            {current && ' (this one)'}
          </li>
        ))}
      </ul>
      <form action={endOtherSessions}>
        <button>End all others</button>
      </form>
      <form action={signOut}>
        <button>Sign out</button>
      </form>
    </>
  );
}
