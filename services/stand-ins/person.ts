import { createHash } from 'node:crypto';

/** Someone who can sign in at the development identity providers. */
export type Person = {
  login: string;
  name: string;
  email: string;
  /** Stable subjects: a number at the GitHub-shaped issuer, a text at the Google-shaped one. */
  githubId: number;
  googleSubject: string;
};

/** The demo people. The seed links the same subjects to its users. */
export const DEMO_PEOPLE: readonly Person[] = [
  person('ada', 'Ada Lovelace', 1815),
  person('grace', 'Grace Hopper', 1906),
  person('mallory', 'Mallory', 1984),
];

const LOGIN = /^[a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?$/;

/**
 * Anyone else: a name that was typed in. The same name is the same person again, also after a
 * restart, so the subject is worked out from it.
 * @returns undefined where the text is no login name.
 */
export function findPerson(text: string): Person | undefined {
  const login = text.trim().toLowerCase();
  if (!LOGIN.test(login)) return undefined;
  const known = DEMO_PEOPLE.find((candidate) => candidate.login === login);
  if (known) return known;
  const number = createHash('sha256').update(login).digest().readUIntBE(0, 6);
  return person(login, login.charAt(0).toUpperCase() + login.slice(1), 1_000_000 + number);
}

function person(login: string, name: string, number: number): Person {
  return {
    login,
    name,
    email: `${login}@example.com`,
    githubId: number,
    googleSubject: `${login}-${number}`,
  };
}
