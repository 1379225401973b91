import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect } from 'vitest';

const run = promisify(execFile);

/** Where the system under test is. */
export function systemUrl(): string {
  const url = process.env.APP_URL;
  if (!url) throw new Error('APP_URL is not set: `npm test` starts the system and sets it.');
  return url;
}

/** Runs `tollgate <arguments> --json` as an operator would, and gives what it printed. */
export async function tollgate<T = Record<string, unknown>>(...args: string[]): Promise<T> {
  const command = ['scripts/run.mjs', 'scripts/tollgate/main.ts', ...args, '--json'];
  const { stdout } = await run(process.execPath, command);
  return JSON.parse(stdout) as T;
}

type IssuedKey = { key: string; id: string };

/** A key of one of the demo people, made on the command line; without a rate limit. */
export function createKey(user: string, scopes: string, ...more: string[]): Promise<IssuedKey> {
  const args = ['key', 'create', '--user', user, '--scopes', scopes, '--rate-limit', '0', ...more];
  return tollgate<IssuedKey>(...args);
}

export type Call = { method?: string; body?: unknown; headers?: Record<string, string> };

/** Calls the system's API with a key. */
export function callSystem(key: string, path: string, call: Call = {}): Promise<Response> {
  const { method = 'GET', body, headers = {} } = call;
  return fetch(`${systemUrl()}/api/v1${path}`, {
    method,
    headers: {
      ...(key ? { 'x-api-key': key } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Status, and the slug of the problem where it is one. */
export async function answerOf(response: Response): Promise<string> {
  const text = await response.text();
  expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  if (response.status < 400) return String(response.status);
  const { type, request_id } = JSON.parse(text) as { type: string; request_id: string };
  expect(request_id).toBe(response.headers.get('x-request-id'));
  return `${response.status} ${type.split('/').at(-1)}`;
}
