import { setTimeout as pause } from 'node:timers/promises';
import type { RedisServers } from './data-path';
import type { Disk } from './disk';
import { type Instances, MOVED_WEB } from './instances';
import type { PatroniCluster } from './patroni';
import type { Service } from '../service';
import { BILLINGS, NODES, type Setting, WEBS } from './setting';

export type Cluster = {
  setting: Setting;
  disk: Disk;
  postgres: PatroniCluster;
  pooler: Service;
  redis: RedisServers;
  instances: Instances;
};

/** How often each fault was made, by its name. */
export type Faults = Record<string, number>;

type Fault = { name: string; make: () => Promise<void> };

const RECOVERY_LIMIT_MS = 180_000;
const SUPERVISOR_MS = 2_000;
const FROZEN_MS = 8_000;
const FULL_MS = 6_000;
const CLOCK_MS = 12_000;
const CLOCK_JUMPS_SECONDS = [120, -120, 3_600, -600];

/** The same sequence for the same seed (mulberry32). */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Makes faults until `until`, two at a time: one of the databases, each of which has recovered before
 * the next, and one of everything in front of them. All run again when it resolves.
 */
export async function makeFaults(cluster: Cluster, until: () => boolean): Promise<Faults> {
  const faults: Faults = {};
  const random = makeRandom(cluster.setting.seed);
  const series = async (all: readonly Fault[], shortestMs: number, longestMs: number) => {
    const own = makeRandom(random() * 4_294_967_296);
    let deck: Fault[] = [];
    for (;;) {
      await pause(shortestMs + own() * (longestMs - shortestMs));
      if (until()) return;
      // Each gets its turn before any gets a second one.
      if (deck.length === 0) deck = shuffle(all, own);
      const fault = deck.pop();
      if (!fault) return;
      const begin = performance.now();
      await fault.make();
      faults[fault.name] = (faults[fault.name] ?? 0) + 1;
      const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
      cluster.setting.run.report.note(`${new Date().toISOString()} ${fault.name} (${seconds} s)`);
    }
  };
  await Promise.all([
    series(databaseFaults(cluster), 3_000, 8_000),
    series(frontFaults(cluster, makeRandom(random() * 4_294_967_296)), 1_000, 4_000),
  ]);
  return faults;
}

function databaseFaults({ postgres, disk }: Cluster): Fault[] {
  const leader = async () => {
    const name = await postgres.leader();
    if (!name) throw new Error('There is no leader.');
    return name;
  };
  const recover = () => postgres.waitUntilWhole(RECOVERY_LIMIT_MS);
  const faults: Fault[] = [
    {
      name: 'PostgreSQL of the leader killed',
      make: async () => {
        postgres.killPostgres(await leader());
        await pause(SUPERVISOR_MS);
        await recover();
      },
    },
    {
      name: 'leader and its Patroni killed, Patroni restarted',
      make: async () => {
        const name = await leader();
        await postgres.killMachine(name);
        await pause(SUPERVISOR_MS);
        postgres.startNode(name);
        await recover();
      },
    },
    {
      name: 'standby and its Patroni killed',
      make: async () => {
        const first = await leader();
        const name = NODES.find((each) => each !== first) ?? 'pg2';
        await postgres.killMachine(name);
        await pause(SUPERVISOR_MS * 3);
        postgres.startNode(name);
        await recover();
      },
    },
  ];
  if (disk.cannotFill === undefined) {
    faults.push({
      name: "leader's disk full",
      make: async () => {
        const giveBack = disk.fill(await leader());
        await pause(FULL_MS);
        giveBack();
        await recover();
      },
    });
  }
  return faults;
}

function frontFaults({ pooler, redis, instances }: Cluster, random: () => number): Fault[] {
  const pick = <T>(items: readonly [T, ...T[]]): T =>
    items[Math.floor(random() * items.length)] ?? items[0];
  const restart = async (name: (typeof WEBS | typeof BILLINGS)[number]) => {
    await instances.kill(name);
    await instances.start(name);
  };
  const [first] = instances.links;
  const links = first ? ([first, ...instances.links.slice(1)] as const) : undefined;
  const faults: Fault[] = [
    { name: 'web killed', make: () => restart(pick(WEBS)) },
    { name: 'billing killed', make: () => restart(pick(BILLINGS)) },
    {
      name: 'pooler killed',
      make: async () => {
        await pooler.kill();
        await pause(random() * SUPERVISOR_MS);
        pooler.start();
      },
    },
    {
      name: 'Redis master killed',
      make: async () => {
        const master = await redis.master();
        if (!master) return;
        await redis.kill(master);
        await pause(SUPERVISOR_MS * 2);
        redis.start(master);
      },
    },
    { name: 'web deployed', make: async () => void (await instances.deploy(pick(WEBS))) },
    { name: 'billing deployed', make: async () => void (await instances.deploy(pick(BILLINGS))) },
    {
      name: `clock of ${MOVED_WEB} moved`,
      make: async () => {
        for (const seconds of [pick([120, ...CLOCK_JUMPS_SECONDS]), 0]) {
          instances.moveClock(seconds);
          await pause(CLOCK_MS);
        }
      },
    },
  ];
  if (links) {
    faults.push(
      {
        name: 'connections to the pooler cut',
        make: async () => pick(links).pooler.cut(),
      },
      {
        name: 'connections to the database half-open',
        make: async () => {
          const { pooler: first, leader } = pick(links);
          const ends = [first.freeze(), leader.freeze()];
          await pause(FROZEN_MS);
          for (const end of ends) end();
        },
      },
    );
  }
  return faults;
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const keyed = items.map((item) => ({ item, order: random() }));
  return keyed.sort((a, b) => a.order - b.order).map(({ item }) => item);
}
