import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readBody, readBytes, sendJson } from '@/services/stand-ins/http';
import { findPerson } from '@/services/stand-ins/person';
import { bearerOf } from '../connection-provider';
import type { Grant } from '../grant-store';
import { type DriveFile, type DriveStandIn, newFileId, viewLink } from './drive-state';

const MAX_FILE_BYTES = 5_000_000;
const RETRY_AFTER_SECONDS = 1;

const metadataSchema = z.object({
  id: z.string().optional(),
  name: z.string().min(1).max(255).default('Untitled'),
  mimeType: z.string().max(127).default('application/octet-stream'),
});

type Call = {
  standIn: DriveStandIn;
  grant: Grant;
  request: IncomingMessage;
  response: ServerResponse;
};

/** Google's shape of an error. */
function refuse(response: ServerResponse, code: number, reason: string): void {
  sendJson(response, code, {
    error: { code, message: reason, errors: [{ domain: 'global', reason }] },
  });
}

/** `/drive/v3` and `/upload/drive/v3`: the files that the application made, and no others. */
export async function answerDriveApi(
  standIn: DriveStandIn,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const grant = standIn.grants.find('access', bearerOf(request));
  if (typeof grant === 'string') return refuse(response, 401, 'authError');
  const failure = standIn.failures.of(grant.account);
  if (failure === 'down') return refuse(response, 503, 'backendError');
  if (failure === 'rate-limited') {
    response.setHeader('retry-after', String(RETRY_AFTER_SECONDS));
    return refuse(response, 429, 'rateLimitExceeded');
  }
  const call: Call = { standIn, grant, request, response };
  const query = new URL(request.url ?? '/', standIn.origin).searchParams;
  const route = `${request.method} ${path}`;
  if (route === 'GET /drive/v3/about') return sendAbout(call, query);
  if (route === 'GET /drive/v3/files/generateIds') return sendIds(call);
  if (route === 'GET /drive/v3/files') return sendList(call);
  if (route === 'POST /drive/v3/files') return createFile(call);
  const [, upload, id = ''] = /^(\/upload)?\/drive\/v3\/files\/([\w-]+)$/.exec(path) ?? [];
  const file = standIn.state.files[id];
  // A file that someone else made is as good as none.
  if (!file?.ours || file.owner !== grant.account) return refuse(response, 404, 'notFound');
  if (upload && request.method === 'PATCH') return fillFile(call, file, query);
  if (upload || request.method !== 'GET') return refuse(response, 404, 'notFound');
  if (query.get('alt') !== 'media') return sendJson(response, 200, describe(call, file));
  response.writeHead(200, { 'content-type': file.mimeType, 'x-content-type-options': 'nosniff' });
  response.end(Buffer.from(file.content, 'base64'));
}

function sendAbout({ grant, response }: Call, query: URLSearchParams): void {
  const person = findPerson(grant.person);
  if (!query.get('fields')) return refuse(response, 400, 'required');
  sendJson(response, 200, {
    user: {
      displayName: person?.name,
      emailAddress: person?.email,
      permissionId: person?.googleSubject,
    },
  });
}

function sendIds({ standIn, grant, response }: Call): void {
  const id = newFileId();
  standIn.state.reservedIds[id] = grant.account;
  standIn.save();
  sendJson(response, 200, { ids: [id], space: 'drive' });
}

function sendList(call: Call): void {
  const files = Object.values(call.standIn.state.files)
    .filter((file) => file.ours && file.owner === call.grant.account)
    .map((file) => describe(call, file));
  sendJson(call.response, 200, { files });
}

async function createFile(call: Call): Promise<void> {
  const { standIn, grant, request, response } = call;
  const parsed = metadataSchema.safeParse(parseJson(await readBody(request)));
  if (!parsed.success) return refuse(response, 400, 'invalid');
  const { id = newFileId(), name, mimeType } = parsed.data;
  if (standIn.state.files[id]) return refuse(response, 409, 'fileIdInUse');
  const reserved = standIn.state.reservedIds[id] === grant.account;
  if (parsed.data.id && !reserved) return refuse(response, 400, 'invalid');
  const modifiedTime = new Date().toISOString();
  const file = { id, owner: grant.account, name, mimeType, content: '', ours: true, modifiedTime };
  standIn.state.files[id] = file;
  standIn.save();
  sendJson(response, 200, describe(call, file));
}

async function fillFile(call: Call, file: DriveFile, query: URLSearchParams): Promise<void> {
  if (query.get('uploadType') !== 'media') return refuse(call.response, 400, 'invalid');
  file.content = (await readBytes(call.request, MAX_FILE_BYTES)).toString('base64');
  file.mimeType = call.request.headers['content-type']?.split(';')[0] ?? file.mimeType;
  file.modifiedTime = new Date().toISOString();
  call.standIn.save();
  sendJson(call.response, 200, describe(call, file));
}

function describe({ standIn }: Call, file: DriveFile): object {
  const { id, name, mimeType, modifiedTime } = file;
  return { id, name, mimeType, modifiedTime, webViewLink: viewLink(standIn.origin, file) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
