import { CREDENTIAL_PROBLEMS } from './credential-problem';
import { WORKLOAD_PROBLEMS } from './workload-problem';

/**
 * Every problem that Tollgate, or its example of a webhook receiver, answers with: the slug of its
 * type URI, its status, a title, and what the reader should do. `/docs/problems/<slug>` is made from
 * this table.
 * @see RFC 9457
 */
export const PROBLEMS = {
  ...WORKLOAD_PROBLEMS,
  ...CREDENTIAL_PROBLEMS,
  'malformed-request': {
    status: 400,
    title: 'The request is malformed',
    remedy: 'Check the syntax of the request against the API reference.',
  },
  'ambiguous-credentials': {
    status: 400,
    title: 'More than one credential',
    remedy: 'Send exactly one credential: either X-API-Key or Authorization.',
  },
  'credential-in-url': {
    status: 400,
    title: 'Credential in the URL',
    remedy:
      'Send the credential in a header. URLs end up in logs and histories: treat the key as exposed and roll it.',
  },
  'invalid-json': {
    status: 400,
    title: 'The body is not JSON',
    remedy: 'Send a JSON body with Content-Type: application/json.',
  },
  'invalid-idempotency-key': {
    status: 400,
    title: 'Invalid Idempotency-Key',
    remedy: 'Send one Idempotency-Key of 1 to 255 visible ASCII characters.',
  },
  'webhook-signature': {
    status: 400,
    title: 'The webhook is not signed with the secret of this endpoint',
    remedy: 'Verify the bytes as they came with the whsec_ secret of the endpoint.',
  },
  'webhook-too-old': {
    status: 400,
    title: 'The webhook is too old',
    remedy: 'Set the clock right. A message is fresh for five minutes.',
  },
  'webhook-replayed': {
    status: 400,
    title: 'The webhook was handled before',
    remedy: 'A retry carries a newer timestamp and signature than the message before it.',
  },
  'payment-declined': {
    status: 402,
    title: 'The payment was declined',
    remedy: 'Pay with another payment method. Nothing was charged.',
  },
  'payment-requires-action': {
    status: 402,
    title: 'The payment needs a confirmation by the payer',
    remedy: 'Confirm it on the page of the invoice, or pay with another payment method.',
  },
  'consent-required': {
    status: 403,
    title: 'There is no such request for consent',
    remedy:
      'Begin again from the app. A request for consent belongs to one browser and 15 minutes.',
  },
  'insufficient-scope': {
    status: 403,
    title: 'Missing scope',
    remedy: 'Use a credential with the scope that the answer names.',
  },
  'scope-escalation': {
    status: 403,
    title: 'A credential cannot grant more than it has',
    remedy: 'Ask for a subset of your own scopes.',
  },
  forbidden: { status: 403, title: 'Not allowed', remedy: 'Ask an owner of the workspace.' },
  'ip-not-allowed': {
    status: 403,
    title: 'Address not allowed',
    remedy: 'Call from an address in the list of the key, or change the list in Settings.',
  },
  'test-key-on-live': {
    status: 403,
    title: 'Test key on a live-only operation',
    remedy: 'Use a live key for this operation.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    remedy: 'Check the id. Objects of another workspace or mode answer the same.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    remedy: 'Use a method that the Allow header names.',
  },
  conflict: {
    status: 409,
    title: 'Conflict',
    remedy: 'Read the object again and decide with its present state.',
  },
  'idempotency-in-flight': {
    status: 409,
    title: 'The same request is still running',
    remedy: 'Wait for the first request, then send it again with the same Idempotency-Key.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    remedy: 'Send at most 1 MiB; split events over several calls.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    remedy: 'Send Content-Type: application/json.',
  },
  'expectation-failed': {
    status: 417,
    title: 'The expectation cannot be met',
    remedy: 'Leave the Expect header out, or send Expect: 100-continue.',
  },
  'validation-failed': {
    status: 422,
    title: 'Some fields are wrong',
    remedy: 'Each entry of errors points at a field and says what is wrong.',
  },
  'url-not-allowed': {
    status: 422,
    title: 'URL not allowed',
    remedy: 'Give an https URL of a host that is reachable from the public internet.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'Idempotency-Key reused with another body',
    remedy: 'Use a new Idempotency-Key for a different request.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    remedy: 'Wait for the seconds in Retry-After.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong on our side',
    remedy: 'Try again. If it stays, report the request_id.',
  },
  'dependency-unavailable': {
    status: 503,
    title: 'A part of the system is unavailable',
    remedy: 'Try again in a few seconds.',
  },
  overloaded: {
    status: 503,
    title: 'Too much is going on',
    remedy: 'Nothing was done. Wait for the seconds in Retry-After, then send it again.',
  },
} as const satisfies Record<string, { status: number; title: string; remedy: string }>;

export type ProblemSlug = keyof typeof PROBLEMS;

export const PROBLEM_TYPE_BASE = 'https://tollgate.dev/problems/';
