/**
 * Every way in which a sign-in can be refused, in words. `/sign-in/refused?reason=…` shows them; the
 * log has the details.
 */
export const REFUSALS = {
  'invalid-check': {
    title: 'This sign-in was not begun in this browser',
    text: 'The answer of the provider does not belong to a sign-in that this browser began a moment ago. That happens when the page was left open for more than 15 minutes, when four newer sign-ins were begun in other tabs, when cookies are blocked, or when someone sent you the link.',
  },
  'wrong-state': {
    title: 'The answer belongs to no sign-in of this browser',
    text: 'The state that came back from the provider is that of no sign-in under way here: it is too old, was finished already, or came from elsewhere. Nobody was signed in. Begin again from the sign-in page.',
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
  'company-unverified-email': {
    title: 'Your company’s provider did not verify your address',
    text: 'It has to send your e-mail address with email_verified: true. Ask whoever runs it.',
  },
  'company-other-domain': {
    title: 'Your address is not of this company',
    text: 'The provider gave an e-mail address of another domain than the one that the workspace proved.',
  },
  'company-removed': {
    title: 'You were removed from the workspace',
    text: 'An owner of the workspace removed you. An owner can let you in again in Settings, Single sign-on.',
  },
  'company-required': {
    title: 'This workspace needs the sign-in of your company',
    text: 'Its owner requires single sign-on for addresses of your domain. Enter your work address on the sign-in page.',
  },
  'company-account': {
    title: 'Your account is your company’s',
    text: 'It signs in by your company’s provider alone, and belongs to its workspace alone.',
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

/** How the libraries name what went wrong, first match first. Messages are those of oauth4webapi 3. */
const REASONS: readonly [RegExp, RefusalReason][] = [
  [/^InvalidCheck\b/, 'invalid-check'],
  [/^MissingCSRF\b/, 'missing-csrf'],
  [/^OAuthAccountNotLinked\b/, 'account-not-linked'],
  [/"state" response parameter|response parameter "state"/, 'wrong-state'],
  [/response parameter "iss"|"iss" \(issuer\) response parameter/, 'wrong-issuer'],
  [/JWS|JWT signature|"alg" header parameter|Invalid JWT/, 'id-token-signature'],
  [/ID Token|unexpected JWT "|JWT "\w+" .*claim missing/, 'id-token-claim'],
  [/invalid_grant/, 'code-refused'],
  [/^OAuthCallbackError\b/, 'provider-error'],
  [/ResponseBodyError|is not a conform|does not match the expected value/, 'provider-unreachable'],
  [/fetch failed|ECONNREFUSED|TimeoutError|answered \d{3}|ZodError/, 'provider-unreachable'],
];

/**
 * Finds the reason behind an error of the sign-in libraries, which hide it in a chain of causes.
 * @param providerError the `error` of the provider's answer, which Auth.js drops on the way.
 */
export function explainRefusal(error: unknown, providerError?: string | null): RefusalReason {
  const chain = describeChain(error);
  const found = REASONS.find(([pattern]) => chain.some((text) => pattern.test(text)));
  const reason = found?.[1] ?? 'internal-error';
  return reason === 'provider-error' && providerError === 'access_denied' ? 'cancelled' : reason;
}

/**
 * The names and messages of an error and its causes, for the log. Nothing else of them: a cause
 * carries the provider's whole answer, tokens included.
 */
export function describeChain(error: unknown): string[] {
  const chain: string[] = [];
  let current: unknown = error;
  while (current instanceof Error && chain.length < 8) {
    const code = 'error' in current && typeof current.error === 'string' ? ` ${current.error}` : '';
    const type = 'type' in current && typeof current.type === 'string' ? current.type : '';
    chain.push(`${type || current.name}: ${current.message}${code}`);
    current = nextCause(current.cause);
  }
  if (isErrorResponse(current)) chain.push(`Response: ${current.error}`);
  return chain;
}

/** Auth.js wraps the cause once more: `{ err, provider }`, or the provider's error parameters. */
function nextCause(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'err' in cause ? cause.err : cause;
}

function isErrorResponse(value: unknown): value is { error: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'error' in value &&
    typeof value.error === 'string'
  );
}
