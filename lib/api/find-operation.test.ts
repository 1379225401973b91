import { expect, test } from 'vitest';
import { findOperation } from './find-operation';

test('a path as it was called leads to its operation', () => {
  expect(findOperation('GET', '/api/v1/invoices/inv_123')).toBe('getInvoice');
  expect(findOperation('HEAD', '/api/v1/meters')).toBe('listMeters');
  expect(findOperation('POST', '/api/v1/invoices/inv_123/pay')).toBe('payInvoice');
});

test('another method, a longer path and a path outside the API have none', () => {
  expect(findOperation('DELETE', '/api/v1/invoices/inv_123')).toBeNull();
  expect(findOperation('GET', '/api/v1/invoices/inv_123/lines')).toBeNull();
  expect(findOperation('POST', '/mcp')).toBeNull();
});
