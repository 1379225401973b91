import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml } from '@/lib/escape-html';
import { readForm, sendJson } from '@/services/stand-ins/http';
import { isOwnPost, sendRedirect } from '../connection-provider';
import { sendPage } from '../page';
import {
  channelsOf,
  findChannel,
  findTeam,
  hasJoined,
  join,
  type SlackStandIn,
  type Team,
  TEAMS,
} from './slack-state';

/** `/?team=…`: a workspace with its messages and apps, as a person sees it. */
export function showWorkspace(
  standIn: SlackStandIn,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const wanted = new URL(request.url ?? '/', standIn.origin).searchParams.get('team') ?? '';
  const team = findTeam(wanted) ?? TEAMS[0];
  if (!team) return sendJson(response, 404, {});
  const content = [
    `<nav aria-label="Workspaces">${TEAMS.map((one) => renderTab(one, team)).join('')}</nav>`,
    '<h2>Apps</h2>',
    renderApps(standIn, team),
    ...channelsOf(team).map((channel) => renderChannel(standIn, team, channel)),
  ].join('\n');
  sendPage(response, { title: `Slack: ${team.name}`, content });
}

/** Removes the app from a workspace, or invites it to a channel. */
export async function changeWorkspace(
  standIn: SlackStandIn,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isOwnPost(standIn, request)) return sendJson(response, 403, { error: 'foreign_origin' });
  const form = await readForm(request);
  const team = findTeam(form.get('team') ?? '');
  if (!team) return sendJson(response, 404, { error: 'team_not_found' });
  if (path === '/apps/remove') {
    for (const grant of standIn.grants.grantsOf(team.id)) standIn.grants.revoke(grant.id);
    delete standIn.state.joined[team.id];
  } else {
    const channel = findChannel(team, form.get('channel') ?? '');
    if (channel) join(standIn.state, team, channel);
  }
  standIn.save();
  sendRedirect(response, `/?team=${team.id}`);
}

function renderTab(team: Team, current: Team): string {
  const mark = team.id === current.id ? ' aria-current="page"' : '';
  return `<a href="/?team=${team.id}"${mark}>${escapeHtml(team.name)}</a>`;
}

function renderApps({ grants }: SlackStandIn, team: Team): string {
  const [grant] = grants.grantsOf(team.id).toReversed();
  if (!grant) return '<p class="quiet">No app is installed here.</p>';
  return `<div class="item"><div>Tollgate, which may: ${escapeHtml(grant.scope)}. Allowed by ${escapeHtml(grant.person)}.</div>
<form method="post" action="/apps/remove"><input type="hidden" name="team" value="${team.id}"><button>Remove app</button></form></div>`;
}

function renderChannel(
  standIn: SlackStandIn,
  team: Team,
  channel: { id: string; name: string; private: boolean },
): string {
  const messages = standIn.state.messages.filter((message) => message.channel === channel.id);
  const list = messages
    .toReversed()
    .map(
      ({ ts, text }) =>
        `<div class="item" data-ts="${ts}"><div>${renderText(text)}</div><time class="quiet">${new Date(Number(ts) * 1000).toISOString().slice(0, 19)}Z</time></div>`,
    );
  const invite = hasJoined(standIn.state, team, channel)
    ? ''
    : `<div class="item"><div class="quiet">Tollgate is not in this channel.</div><form method="post" action="/apps/invite"><input type="hidden" name="team" value="${team.id}"><input type="hidden" name="channel" value="${channel.id}"><button>Invite Tollgate to #${channel.name}</button></form></div>`;
  const note = channel.private ? ', private' : '';
  return `<section aria-label="#${channel.name}"><h2>#${channel.name} <span class="quiet">${channel.id}${note}</span></h2>
${invite}${list.join('\n') || '<p class="quiet">No message.</p>'}</section>`;
}

const LINK = /<(https?:\/\/[^|>\s]+)\|([^>]+)>/;

/** Slack's notation of links, `<address|text>`; the sender wrote `&`, `<` and `>` as entities. */
function renderText(text: string): string {
  const safe = (part = '') =>
    part.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  // Splitting by a pattern with two groups gives text, address, words, text, and so on.
  return text
    .split(LINK)
    .map((part, index, parts) => {
      if (index % 3 === 2) return '';
      if (index % 3 === 1) return `<a href="${safe(part)}">${safe(parts[index + 1])}</a>`;
      return safe(part).replace(/\*([^*\n]+)\*/g, '<strong>$1</strong>');
    })
    .join('');
}
