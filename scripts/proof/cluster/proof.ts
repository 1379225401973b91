import { setTimeout as pause } from 'node:timers/promises';
import { monthBefore } from '@/bench/fault-run/compare-totals';
import { METERS, sendLoad } from '@/bench/fault-run/load';
import { createBenchTenant } from '@/bench/support/bench-tenant.repository';
import type { Proof } from '../run-proof';
import { type Cluster, makeFaults } from './chaos';
import { proveDeploy } from './deploy';
import { type KeyWrites, writeKeys } from './key-writes';
import { makeKeys, watchRevocations } from './revocation';
import { readSetting } from './setting';
import { startCluster } from './start-cluster';
import { proveChecker, proveStored } from './stored';

const LOST_MS = 45_000;
const WRITE_OUTAGE_LIMIT_MS = 20_000;
const KEYS_A_MINUTE = 10;

/**
 * Three PostgreSQL servers under Patroni with synchronous replication, PgBouncer, Redis with
 * Sentinels, HAProxy, four web and two billing processes, of which something fails all the time.
 *
 *   npm run proof -- cluster [--minutes 10] [--seed N] [--first-port 24000] [--before HEAD~1]
 */
export const proof: Proof = {
  needs: [
    'PostgreSQL 15 or later, etcd, PgBouncer, HAProxy, Redis and its Sentinel (on Debian: apt-get install postgresql etcd-server pgbouncer haproxy redis-server)',
    'python3 with venv, for Patroni from PyPI',
    'root and libfaketime (faketime) for a full disk and for clocks that jump; without them it says so and goes on',
  ],
  async run(run) {
    const { report } = run;
    const setting = await readSetting(run);
    report.note(`--minutes ${setting.minutes} --seed ${setting.seed} --before ${setting.before}`);
    report.part('start');
    const cluster = await startCluster(setting);
    const { principal, key } = await createBenchTenant(METERS);
    const keys = await makeKeys(principal, Math.ceil(setting.minutes * KEYS_A_MINUTE));
    const owner = { workspaceId: principal.workspaceId, key };
    const front = `http://127.0.0.1:${setting.port.front}`;
    const month = monthBefore(new Date());

    const waits = { longestMs: 0 };
    const takeLongest = () => {
      const { longestMs } = waits;
      waits.longestMs = 0;
      return longestMs;
    };
    let ended = false;
    const load = sendLoad(key, month.start, month.end, () => ended, {
      senders: 4,
      maxBatch: 20,
      pauseMs: 100,
      onStored: (waitedMs) => {
        waits.longestMs = Math.max(waits.longestMs, waitedMs);
      },
    });
    load.catch(() => {});

    for (let round = 0; round < setting.deployments; round += 1) await proveDeploy(cluster, key);
    takeLongest();
    const keyWrites: Promise<KeyWrites> =
      setting.minutes > 0 ? writeKeys(front, key, () => ended) : Promise.resolve(new Map());
    keyWrites.catch(() => {});
    if (setting.minutes > 0) {
      await proveFaults(cluster, key, keys, takeLongest);
      await proveLostMachine(cluster, takeLongest);
    }

    ended = true;
    const written = { ...owner, front, month, ledger: await load, keys: await keyWrites };
    await proveStored(report, written);
    await proveChecker(report, written);
    const { closeDatabase } = await import('@/lib/db');
    await closeDatabase();
    cluster.instances.close();
  },
};

async function proveFaults(
  cluster: Cluster,
  ownerKey: string,
  keys: Awaited<ReturnType<typeof makeKeys>>,
  takeLongest: () => number,
): Promise<void> {
  const { setting } = cluster;
  const { report } = setting.run;
  report.part(`faults for ${setting.minutes} minutes, seed ${setting.seed}, two versions at once`);
  const deadline = performance.now() + setting.minutes * 60_000;
  const over = () => performance.now() > deadline;
  const [faults, revocations] = await Promise.all([
    makeFaults(cluster, over),
    watchRevocations(setting, ownerKey, keys, over),
  ]);
  for (const [name, times] of Object.entries(faults)) report.note(`${times} x ${name}`);
  for (const line of revocations.seen) report.note(line);
  report.note(`a revoked key was accepted for ${Math.round(revocations.longestMs)} ms at most`);
  report.check('keys are revoked meanwhile', revocations.revoked > 0, `${revocations.revoked}`);
  report.check(
    'no call is answered with a key revoked more than 1 s before',
    revocations.late === 0,
    `${revocations.late}`,
  );
  const longestMs = takeLongest();
  report.check(
    'the longest outage of a write is under 20 s',
    longestMs < WRITE_OUTAGE_LIMIT_MS,
    `${(longestMs / 1_000).toFixed(1)} s`,
  );
}

/**
 * The machine of the leader vanishes for good. Not held to 20 seconds: Patroni's lease is that long
 * at least, and no one may take over before it has run out.
 */
async function proveLostMachine({ setting, postgres }: Cluster, takeLongest: () => number) {
  const { report } = setting.run;
  report.part("the leader's machine vanishes");
  const leader = await postgres.leader();
  if (!leader) throw new Error('There is no leader.');
  await postgres.killMachine(leader);
  await pause(LOST_MS);
  const next = await postgres.leader();
  const seconds = (takeLongest() / 1_000).toFixed(1);
  report.check('another node leads', next !== undefined && next !== leader, `${leader}, ${next}`);
  report.note(`a write waited ${seconds} s at most`);
  postgres.startNode(leader);
  await postgres.waitUntilWhole(120_000);
}
