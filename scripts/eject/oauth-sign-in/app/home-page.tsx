import { getPerson } from '../current-person';

export default async function HomePage() {
  const person = await getPerson();
  return (
    <>
      <h1>{person ? `Signed in as ${person.name}` : 'You’re not signed in'}</h1>
      <p>
        <a href="/dashboard">Dashboard</a>
      </p>
    </>
  );
}
