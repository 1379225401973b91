import type { ClientContext } from '@/lib/http/client-context';
import type { HttpRequest } from '@/lib/http/http-message';
import { MAX_BODY_BYTES } from '@/lib/http/read-json-body';
import type { PresentedCredential } from '@/lib/http/read-credential';
import type { ParsedCredential, AuthenticatedCredential, Proof } from './credential-schemes';
import type { Endpoint } from './endpoint';

/** One request on its way through the checks: each check reads what the ones before found. */
export type Exchange = {
  readonly request: HttpRequest;
  readonly context: ClientContext;
  readonly endpoint: Endpoint;
  readonly pathParams: Record<string, string>;
  presented?: PresentedCredential;
  parsed?: ParsedCredential;
  credential?: AuthenticatedCredential;
  /** How the caller proved the key that its credential is bound to; null where it is not bound. */
  proof?: Proof | null;
  /** Added to the answer, whatever it is. */
  headers?: Readonly<Record<string, string>>;
  input: Input;
};

export type Input = {
  params?: unknown;
  query?: unknown;
  body?: unknown;
  /** The body, once someone has read it: it comes only once. */
  bodyBytes?: Uint8Array;
  found?: unknown;
};

/** Asserts that an earlier check has set a value. A missing one is a bug, and the request fails. */
export function assertSet<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`The check that finds the ${name} has not run.`);
  return value;
}

/** The bytes of the body, read at most once for all checks. @throws {ProblemError} 413. */
export async function readBodyOnce({ request, input }: Exchange): Promise<Uint8Array> {
  input.bodyBytes ??= await request.readBody(MAX_BODY_BYTES);
  return input.bodyBytes;
}

/** Adds to what the answer will say. */
export function addHeaders(exchange: Exchange, headers: Readonly<Record<string, string>>): void {
  exchange.headers = exchange.headers ? { ...exchange.headers, ...headers } : headers;
}
