import type { StandIn } from '../stand-in';
import type { DriveState } from './drive-world';

/** What the handlers of the Drive-shaped stand-in get. */
export type DriveStandIn = StandIn & {
  state: DriveState;
  save: () => void;
  /** A test shows with false what an injected code does where nobody asks for PKCE. */
  requirePkce: boolean;
};
