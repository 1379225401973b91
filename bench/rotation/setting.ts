/** What the processes of this run share. Everything is fast, so that hours fit into a minute. */
export const TRUST_DOMAIN = 'bench.example';
export const TTL_SECONDS = 24;
/** A new leaf each second. */
export const RENEW_AT = 1 / TTL_SECONDS;
/** Another CA issues every 24 seconds, another root every 72. */
export const LIVES_MS = { root: 216_000, intermediate: 72_000 };
export const WORKERS = 16;
/** How often the agent is killed (SIGKILL), and how long it stays dead. */
export const KILL_EVERY_MS = 4_000;
export const DEAD_MS = 1_000;
/** How often a file of a workload is overwritten with half of itself. */
export const TEAR_EVERY_MS = 700;
