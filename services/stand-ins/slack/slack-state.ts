import type { StandIn } from '../connection-provider';
import { type GrantState, NO_GRANTS } from '../grant-store';

/** A Slack workspace of the stand-in. */
export type Team = { id: string; name: string };
type Channel = { id: string; name: string; private: boolean };

type PostedMessage = {
  team: string;
  channel: string;
  /** Slack's id of a message within its channel. */
  ts: string;
  text: string;
  /** What the sender chose, so that a repeated call posts nothing again. */
  clientMessageId: string | null;
};

/** What the Slack-shaped stand-in remembers. */
export type SlackState = GrantState & {
  messages: PostedMessage[];
  /** The channels of each workspace that the app was invited to. */
  joined: Record<string, string[]>;
};

export const EMPTY_SLACK: SlackState = { ...NO_GRANTS, messages: [], joined: {} };

export const TEAMS: readonly Team[] = [
  { id: 'T0ANALYTIC', name: 'Analytical Engines' },
  { id: 'T0COMPILER', name: 'Compiler Works' },
  { id: 'T0MALLORYS', name: "Mallory's" },
];

/** The channel that an app is invited to with its installation, to spare a demonstration a step. */
export const FIRST_CHANNEL = 'billing';

const CHANNELS = [
  { name: 'billing', private: false },
  { name: 'general', private: false },
  { name: 'board', private: true },
];

export function findTeam(id: string): Team | undefined {
  return TEAMS.find((team) => team.id === id);
}

/** The channels of a workspace. Ids begin with C, those of private ones with G. */
export function channelsOf(team: Team): Channel[] {
  return CHANNELS.map((channel) => ({
    ...channel,
    id: `${channel.private ? 'G' : 'C'}${team.id.slice(1)}${channel.name.toUpperCase()}`,
  }));
}

/** A channel by its id, `#name` or `name`. */
export function findChannel(team: Team, text: string): Channel | undefined {
  const name = text.replace(/^#/, '');
  return channelsOf(team).find((channel) => channel.id === text || channel.name === name);
}

/** Invites the app to a channel. */
export function join(state: SlackState, team: Team, channel: Channel): void {
  const joined = state.joined[team.id] ?? [];
  if (!joined.includes(channel.id)) state.joined[team.id] = [...joined, channel.id];
}

export function hasJoined(state: SlackState, team: Team, channel: Channel): boolean {
  return state.joined[team.id]?.includes(channel.id) ?? false;
}

/** What the handlers of the Slack-shaped stand-in get. */
export type SlackStandIn = StandIn & { state: SlackState; save: () => void };
