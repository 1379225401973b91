import { randomUUID } from 'node:crypto';

/** A name for one request: in its answer, in logs and in the audit log. */
export function newRequestId(): string {
  return `req_${randomUUID().replaceAll('-', '')}`;
}
