import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientContext } from '@/lib/http/client-context';

/** A part of the site that answers some paths. Every answer carries `x-request-id`. */
export type Mount = {
  name: string;
  /** `pathname` as it came, without the query. */
  matches(pathname: string): boolean;
  answer(
    request: IncomingMessage,
    response: ServerResponse,
    context: ClientContext,
  ): Promise<void> | void;
};
