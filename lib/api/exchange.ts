import type { ClientContext } from '@/lib/http/client-context';
import type { HttpRequest } from '@/lib/http/http-message';
import type { PresentedCredential } from '@/lib/http/read-credential';
import type { ParsedCredential, AuthenticatedCredential } from './credential-schemes';
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
  /** Added to the answer, whatever it is. */
  headers?: Readonly<Record<string, string>>;
  input: Input;
};

export type Input = {
  params?: unknown;
  query?: unknown;
  body?: unknown;
  bodyBytes?: Uint8Array;
  found?: unknown;
};

/** Asserts that an earlier check has set a value. A missing one is a bug, and the request fails. */
export function assertSet<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`The check that finds the ${name} has not run.`);
  return value;
}

/** Adds to what the answer will say. */
export function addHeaders(exchange: Exchange, headers: Readonly<Record<string, string>>): void {
  exchange.headers = exchange.headers ? { ...exchange.headers, ...headers } : headers;
}
