import type { RefusalReason } from './refusal';

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
