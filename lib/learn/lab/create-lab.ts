import { CHECKS } from '@/lib/api/checks';
import { getEnv } from '@/lib/env';
import { toFetchHandler } from '@/lib/http/fetch-message';
import { newId, toPublicId } from '@/lib/public-id';
import { GUARD_REMOVALS, withoutDatabase } from './guard-removals';
import type { Lab, LabAnswer, LabRequest } from './lab';
import { openSandbox } from './sandbox.repository';
import { createApiWith } from './without';

/** An address that belongs to no one. @see RFC 5737 */
const NOWHERE = '198.51.100.7';

/**
 * Opens the lab of one learner: two sandbox workspaces of theirs, and copies of the API's pipeline
 * that live as long as one request.
 */
export async function createLab(userId: string): Promise<Lab> {
  const learner = await openSandbox(userId, 'own');
  const neighbour = await openSandbox(userId, 'neighbour');
  return {
    learner,
    neighbour,
    async send(request) {
      const table = request.broken === 'database' ? withoutDatabase(CHECKS) : CHECKS;
      const checks = request.without
        ? GUARD_REMOVALS[request.without](table, { learner, neighbour })
        : table;
      const handle = toFetchHandler(createApiWith(checks));
      const response = await handle(toRequest(request), {
        address: request.address === undefined ? NOWHERE : request.address,
        requestId: toPublicId('req', newId()),
        userAgent: 'Tollgate attack lab',
      });
      return toAnswer(response);
    },
    visit: (path, cookies = {}) =>
      fetch(new URL(path, getEnv().APP_URL), {
        redirect: 'manual',
        cache: 'no-store',
        headers: {
          cookie: Object.entries(cookies)
            .map(([name, value]) => `${name}=${value}`)
            .join('; '),
        },
      }),
  };
}

function toRequest({ method = 'GET', path, headers, body }: LabRequest): Request {
  return new Request(new URL(path, getEnv().APP_URL), {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function toAnswer(response: Response): Promise<LabAnswer> {
  const text = await response.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  const type = body !== null && typeof body === 'object' && 'type' in body ? body.type : undefined;
  return {
    status: response.status,
    problem: typeof type === 'string' ? (type.split('/').at(-1) ?? null) : null,
    body,
    comparable: text.replace(/req_[0-9A-Za-z]+/, ''),
  };
}
