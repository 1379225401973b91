import type { StandIn } from '../stand-in';
import type { SlackState } from './slack-world';

/** What the handlers of the Slack-shaped stand-in get. */
export type SlackStandIn = StandIn & { state: SlackState; save: () => void };
