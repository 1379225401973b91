/**
 * Every way in which a sign-in can be refused, in words. `/sign-in/refused?reason=…` shows them; the
 * log has the details.
 */
export const REFUSALS = {
  'invalid-check': {
    title: 'This sign-in was not begun in this browser',
    text: 'The answer of the provider does not belong to a sign-in that this browser began a moment ago. That happens when the page was left open for more than 15 minutes, when cookies are blocked, or when somebody sent you the link.',
  },
  'wrong-state': {
    title: 'The answer does not fit the question',
    text: 'The state that came back from the provider is not the one that was sent. Nobody was signed in.',
  },
  'wrong-issuer': {
    title: 'Another provider answered',
    text: 'The answer names an issuer that was not asked. Nobody was signed in.',
  },
  'code-refused': {
    title: 'The provider refused the code',
    text: 'The one-time code was used before, has expired, or was not meant for this browser.',
  },
  'id-token-claim': {
    title: 'The identity does not fit this sign-in',
    text: 'The ID token was made for another application, another sign-in, or has expired.',
  },
  'id-token-signature': {
    title: 'The identity is not signed by the provider',
    text: 'The signature of the ID token is wrong or missing, so nothing in it can be believed.',
  },
  'account-not-linked': {
    title: 'This address belongs to another sign-in',
    text: 'There is an account with the same e-mail address already, made with another provider. An address alone does not prove who you are, so the two were not joined. Sign in the way you did before; you can then add this provider in Settings, Profile.',
  },
  'link-refused': {
    title: 'The provider was not added',
    text: 'This identity belongs to another account, or the request to add it was not made here within the last ten minutes.',
  },
  cancelled: {
    title: 'You cancelled at the provider',
    text: 'Nothing happened. You can begin again whenever you like.',
  },
  'missing-csrf': {
    title: 'The request came from elsewhere',
    text: 'It did not carry the token that our own pages send along. Begin from the sign-in page.',
  },
  'provider-unreachable': {
    title: 'The provider did not answer',
    text: 'We could not reach it or did not understand its answer. Try again in a moment.',
  },
  'provider-error': {
    title: 'The provider reported an error',
    text: 'It ended the sign-in on its side. Try again, or use another provider.',
  },
  'internal-error': {
    title: 'Something went wrong on our side',
    text: 'Nobody was signed in. Try again; if it stays, tell the operator of this site.',
  },
} as const satisfies Record<string, { title: string; text: string }>;

export type RefusalReason = keyof typeof REFUSALS;

export function isRefusalReason(text: string): text is RefusalReason {
  return Object.hasOwn(REFUSALS, text);
}

/** The page that explains a refusal. */
export function refusalPath(reason: RefusalReason): string {
  return `/sign-in/refused?reason=${reason}`;
}
