import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml } from '@/lib/escape-html';
import { readForm, sendJson } from '@/services/stand-ins/http';
import { DEMO_PEOPLE, findPerson, type Person } from '@/services/stand-ins/person';
import { isOwnPost, sendRedirect } from '../connection-provider';
import { sendPage } from '../page';
import type { DriveFile, DriveStandIn } from './drive-state';

/** `/?as=…`: a person's Drive, and the applications that may reach into it. */
export function showDrive(
  standIn: DriveStandIn,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const wanted = new URL(request.url ?? '/', standIn.origin).searchParams.get('as') ?? 'ada';
  const person = findPerson(wanted);
  if (!person) return sendJson(response, 404, {});
  const files = Object.values(standIn.state.files)
    .filter((file) => file.owner === person.login)
    .sort((one, other) => (one.modifiedTime < other.modifiedTime ? 1 : -1))
    .map(renderFile);
  const tabs = DEMO_PEOPLE.map((one) => renderTab(one, person)).join('');
  const content = `<nav aria-label="People">${tabs}</nav>
<h2>Files</h2>${files.join('\n')}
<h2>Third-party apps with access</h2>${renderAccess(standIn, person)}`;
  sendPage(response, { title: `Drive of ${person.name}`, content });
}

/** `/file/d/<id>/view`: a file as its owner opens it. */
export function showFile(standIn: DriveStandIn, id: string, response: ServerResponse): void {
  const file = standIn.state.files[id];
  if (!file) return sendPage(response, { title: 'No such file', content: '', status: 404 });
  const text = Buffer.from(file.content, 'base64').toString('utf8');
  const content = `<p><a href="/?as=${encodeURIComponent(file.owner)}">Drive of ${escapeHtml(file.owner)}</a></p>
<p>${escapeHtml(file.mimeType)}, ${file.content.length === 0 ? 'empty' : `changed ${file.modifiedTime.slice(0, 19)}Z`}</p>
${file.mimeType.startsWith('text/') ? `<iframe title="Content of the file" sandbox srcdoc="${escapeHtml(text)}"></iframe>` : ''}
<p><a href="/file/d/${file.id}/content">Download</a></p>`;
  sendPage(response, { title: file.name, content });
}

/** `/file/d/<id>/content`: the bytes, which the browser keeps and does not run. */
export function downloadFile(standIn: DriveStandIn, id: string, response: ServerResponse): void {
  const file = standIn.state.files[id];
  if (!file) return sendJson(response, 404, {});
  const name = encodeURIComponent(file.name);
  response.writeHead(200, {
    'content-type': file.mimeType,
    'content-disposition': `attachment; filename*=UTF-8''${name}`,
    'x-content-type-options': 'nosniff',
  });
  response.end(Buffer.from(file.content, 'base64'));
}

/** Takes the application's access away, or deletes a file. */
export async function changeDrive(
  standIn: DriveStandIn,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isOwnPost(standIn, request)) return sendJson(response, 403, { error: 'foreign_origin' });
  const form = await readForm(request);
  const person = findPerson(form.get('as') ?? '');
  if (!person) return sendJson(response, 404, {});
  if (path === '/connections/remove') {
    for (const grant of standIn.grants.grantsOf(person.login)) standIn.grants.revoke(grant.id);
  } else delete standIn.state.files[form.get('file') ?? ''];
  standIn.save();
  sendRedirect(response, `/?as=${person.login}`);
}

function renderTab(person: Person, current: Person): string {
  const mark = person.login === current.login ? ' aria-current="page"' : '';
  return `<a href="/?as=${person.login}"${mark}>${escapeHtml(person.name)}</a>`;
}

function renderFile(file: DriveFile): string {
  const maker = file.ours ? 'made by Tollgate' : 'not made by Tollgate: it cannot see this';
  return `<div class="item"><div><a href="/file/d/${file.id}/view">${escapeHtml(file.name)}</a> <span class="quiet">${maker}</span></div>
<form method="post" action="/files/delete"><input type="hidden" name="as" value="${file.owner}"><input type="hidden" name="file" value="${file.id}"><button aria-label="Delete ${escapeHtml(file.name)}">Delete</button></form></div>`;
}

function renderAccess({ grants }: DriveStandIn, person: Person): string {
  const [grant] = grants.grantsOf(person.login).toReversed();
  if (!grant) return '<p class="quiet">None.</p>';
  return `<div class="item"><div>Tollgate, which may: ${escapeHtml(grant.scope)}</div>
<form method="post" action="/connections/remove"><input type="hidden" name="as" value="${person.login}"><button>Remove access</button></form></div>`;
}
