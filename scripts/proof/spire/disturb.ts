import { setTimeout as pause } from 'node:timers/promises';
import type { Report } from '../report';
import type { Spire } from './spire';

const CALM_MS = 8_000;
/** Less than the half of an SVID's life that is left when the agent would renew it. */
const SERVER_AWAY_MS = 12_000;
const AGENT_AWAY_MS = 4_000;
/** The first rotation after this many kills, the next after twice as many, and so on. */
const KILLS_BETWEEN_ROTATIONS = 3;

export type Disturbances = { serverKills: number; agentKills: number; rotations: number };

/**
 * Kills server and agent in turn and starts them again, and lets another CA take over in between,
 * until the time is over; at least one rotation.
 */
export async function disturb(
  spire: Spire,
  report: Report,
  isOver: () => boolean,
): Promise<Disturbances> {
  const seen = { serverKills: 0, agentKills: 0, rotations: 0 };
  const killAgent = async () => {
    await spire.agent.kill();
    await pause(AGENT_AWAY_MS);
    spire.agent.start();
    seen.agentKills += 1;
  };
  const killServer = async () => {
    await spire.server.kill();
    await pause(SERVER_AWAY_MS);
    await spire.startServer();
    seen.serverKills += 1;
  };
  const killBoth = async () => {
    await Promise.all([spire.server.kill(), spire.agent.kill()]);
    await pause(AGENT_AWAY_MS);
    await spire.startServer();
    spire.agent.start();
    seen.serverKills += 1;
    seen.agentKills += 1;
  };
  const kills = [killAgent, killServer, killBoth];
  let turns = 0;
  while (!isOver() || seen.rotations === 0) {
    await kills[turns % kills.length]?.();
    turns += 1;
    await pause(CALM_MS);
    if (turns % KILLS_BETWEEN_ROTATIONS === 0) {
      await spire.rotateAuthority(killAgent);
      seen.rotations += 1;
      report.note(`another CA issues, the one before is revoked (${seen.rotations})`);
    }
  }
  return seen;
}
