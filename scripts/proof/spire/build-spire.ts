import { Refusal } from '../../system/refusal';
import { buildGoPrograms } from '../go-programs';
import { requireProgram } from '../programs';
import type { ProofRun } from '../run-proof';

/** The files of the three programs. */
export type SpirePrograms = { server: string; agent: string; helper: string };

/**
 * Builds SPIRE and spiffe-helper from their Go modules into the cache, once; ten minutes or more
 * on two cores.
 * @throws {Refusal} where Go or a C compiler (for SQLite) is missing.
 */
export async function buildSpire(run: ProofRun): Promise<SpirePrograms> {
  requireProgram('cc', 'Debian: apt-get install gcc libc6-dev.');
  const [server, agent] = await buildGoPrograms(run, {
    module: 'github.com/spiffe/spire',
    version: 'v1.13.3',
    programs: ['cmd/spire-server', 'cmd/spire-agent'],
  });
  const [helper] = await buildGoPrograms(run, {
    module: 'github.com/spiffe/spiffe-helper',
    version: 'v0.11.0',
    programs: ['cmd/spiffe-helper'],
  });
  if (!server || !agent || !helper) throw new Refusal('SPIRE was not built.');
  return { server, agent, helper };
}
