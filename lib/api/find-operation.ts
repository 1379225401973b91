import { ENDPOINTS } from './route-table';

/**
 * The operation that a path as it was called belongs to, such as `getInvoice` for
 * `/api/v1/invoices/inv_…`; null where the API has none.
 */
export function findOperation(method: string, path: string): string | null {
  const asked = path.split('/');
  const wanted = method === 'HEAD' ? 'GET' : method;
  const found = ENDPOINTS.find((endpoint) => {
    const parts = endpoint.path.split('/');
    return (
      endpoint.method === wanted &&
      parts.length === asked.length &&
      parts.every((part, index) => part.startsWith('{') || part === asked[index])
    );
  });
  return found?.operation ?? null;
}
