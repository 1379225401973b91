import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientContext } from '@/lib/http/client-context';

/** A part of the site that answers some paths. Every answer carries `x-request-id`. */
export type Mount = {
  name: string;
  /** `pathname` as it came, without the query. */
  matches(pathname: string): boolean;
  /** The class whose concurrency limit a request counts against; by default the mount's name. */
  routeClass?(request: IncomingMessage, pathname: string): string;
  answer(request: IncomingMessage, response: ServerResponse, context: ClientContext): Promise<void>;
};
