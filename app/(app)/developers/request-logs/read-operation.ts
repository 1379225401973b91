import { type Operation, readOperations } from '@/components/api-reference/operation';
import { findOperation } from '@/lib/api/find-operation';
import { getOpenApiDocument } from '@/lib/api/openapi-document';
import { getEnv } from '@/lib/env';
import type { RequestLogDetail } from '@/lib/request-log/list-request-logs';

/** What the API reference says of a logged call; undefined where it knows no such call. */
export function readOperation({ method, path }: RequestLogDetail): Operation | undefined {
  const id = findOperation(method, path);
  return readOperations(getOpenApiDocument(), getEnv().APP_URL).find((one) => one.id === id);
}
