import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID, type X509Certificate } from 'node:crypto';
import { oncePerProcess } from '../once-per-process';

/** What the front door knows about the caller of one request. */
export type ClientContext = {
  /** The one trusted address: an IPv4 or IPv6 text. Null where no front door is in front. */
  address: string | null;
  /** Names the request in answers, logs and audit. */
  requestId: string;
  userAgent: string | null;
  /** For the count: the route as the reference shows it, once it is known. */
  route?: string;
  /** The class of routes that the request counts against: `api`, `pages`, `oauth`, … */
  routeClass?: string;
  /** Something that this request needs is down, as far as is known: it failed of that. */
  unavailable?: boolean;
  /** A proxy has written something about the request: Host may be its name for us. */
  proxied?: boolean;
  /** The certificate whose key the caller proved to the trusted proxy that ends TLS. */
  certificate?: X509Certificate;
};

/** What the front door sets, a page, a route handler and a server action of Next.js read. */
const storage = oncePerProcess('client-context', () => new AsyncLocalStorage<ClientContext>());

/** Runs `run`, and all that it awaits, with the caller's context. */
export function runWithClientContext<T>(context: ClientContext, run: () => T): T {
  return storage.run(context, run);
}

/** The id of the request being answered, where there is one: for the log. */
export function currentRequestId(): string | undefined {
  return storage.getStore()?.requestId;
}

/**
 * The caller of the request being answered. Without a front door the address is null, and whatever
 * depends on an address refuses.
 */
export function getClientContext(): ClientContext {
  return storage.getStore() ?? { address: null, requestId: newRequestId(), userAgent: null };
}

/** A name for one request: in its answer, in logs and in the audit log. */
export function newRequestId(): string {
  return `req_${randomUUID().replaceAll('-', '')}`;
}
