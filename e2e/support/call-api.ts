import { expect } from 'vitest';
import { apiHandler, type ApiHandler } from '@/lib/api/pipeline';
import { toFetchHandler } from '@/lib/http/fetch-message';
import { callerFrom } from './test-workspace';

export type ApiCall = {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  address?: string | null;
  /** The API with a check taken out, for a twin. */
  api?: ApiHandler;
};

/** Calls the API in this process, with a key in `X-API-Key`. */
export function callApi(key: string, path: string, call: ApiCall = {}): Promise<Response> {
  const { method = 'GET', body, headers = {}, address = '127.0.0.1', api = apiHandler } = call;
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const request = new Request(`http://localhost:3000${path}`, {
    method,
    headers: {
      ...(key ? { 'x-api-key': key } : {}),
      ...(payload === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(payload.length) }),
      ...headers,
    },
    ...(payload === undefined ? {} : { body: payload }),
  });
  return toFetchHandler(api)(request, callerFrom(address));
}

/** Status and problem slug of a refusal, or the status alone. */
export async function outcomeOf(response: Response): Promise<string> {
  if (response.status < 400) return String(response.status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = (await response.clone().json()) as { type: string; status: number };
  expect(body.status).toBe(response.status);
  return `${response.status} ${body.type.split('/').at(-1)}`;
}
