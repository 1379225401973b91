import { setTimeout as pause } from 'node:timers/promises';
import { haltFold } from './halt-fold';
import type { BenchService, BenchSystem } from '../support/bench-system';

const VICTIMS = ['web', 'billing', 'database'] as const satisfies BenchService[];
const MIN_LIFE_MS = 1_500;
const MAX_LIFE_MS = 6_000;
const MAX_DEATH_MS = 2_500;

/** `in_fold`: how many of them hit the fold of usage in its middle, on purpose. */
export type Kills = Record<(typeof VICTIMS)[number] | 'in_fold', number>;

/**
 * Kills one process after another with SIGKILL until `until`, and starts it again after a random
 * pause: at random moments, and every other time that web or the database has its turn in the middle
 * of a fold. All run when it resolves.
 */
export async function killAtRandom(system: BenchSystem, until: () => boolean): Promise<Kills> {
  const kills: Kills = { web: 0, billing: 0, database: 0, in_fold: 0 };
  let aimed = false;
  // Each gets its turn, in an order that no one can count on.
  let deck: (typeof VICTIMS)[number][] = [];
  while (!until()) {
    await pause(MIN_LIFE_MS + Math.random() * (MAX_LIFE_MS - MIN_LIFE_MS));
    if (deck.length === 0) deck = [...VICTIMS].sort(() => Math.random() - 0.5);
    const victim = deck.pop() ?? 'web';
    if (victim !== 'billing') aimed = !aimed;
    const halt = aimed && victim !== 'billing' ? await haltFold() : undefined;
    await system.kill(victim);
    await halt?.letGo();
    kills[victim] += 1;
    if (halt?.reached) kills.in_fold += 1;
    await pause(Math.random() * MAX_DEATH_MS);
    await system.launch(victim);
  }
  return kills;
}
