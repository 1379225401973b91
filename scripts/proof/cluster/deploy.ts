import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from './chaos';
import { type Read, sendReads, summarise } from './reads';

const CALM_MS = 25_000;
const READ = '/api/v1/usage?meter=api_calls&granularity=day';
/** What belongs to the instance that has just started, after it is ready. */
const FIRST_MS = 3_000;

type Phase = { name: string; fromMs: number; toMs: number };

/** Deploys two web instances while nothing fails, and compares reads with those before. */
export async function proveDeploy({ setting, instances }: Cluster, key: string): Promise<void> {
  const { report } = setting.run;
  report.part('deploying web while nothing fails');
  const front = `http://127.0.0.1:${setting.port.front}`;
  const read = (until: () => boolean) => sendReads(front, READ, key, until);
  const deadline = performance.now() + CALM_MS;
  const before = summarise(await read(() => performance.now() > deadline));
  let deployed = false;
  const reading = read(() => deployed);
  const phases: Phase[] = [];
  const timed = async (name: string, work: () => Promise<unknown>) => {
    const fromMs = performance.now();
    await work();
    phases.push({ name, fromMs, toMs: performance.now() });
  };
  await instances.deploy('billing1', timed);
  for (const name of ['web1', 'web2'] as const) {
    await instances.deploy(name, timed);
    const ready = performance.now();
    phases.push({ name: `${name} new`, fromMs: ready, toMs: ready + FIRST_MS });
  }
  await pause(FIRST_MS);
  deployed = true;
  const reads = await reading;
  const during = summarise(reads);
  const [old, now] = instances.versions;
  report.note(`from ${old.name} to ${now.name}; before: ${show(before)}; during: ${show(during)}`);
  for (const { name, fromMs, toMs } of phases) {
    const own = reads.filter(({ sentMs }) => sentMs >= fromMs && sentMs < toMs);
    report.note(`${name} (${((toMs - fromMs) / 1_000).toFixed(1)} s): ${show(summarise(own))}`);
  }
  for (const line of showServers(reads)) report.note(line);
  report.check('no read fails during a deployment', during.failed === 0, `${during.failed}`);
  report.check(
    'p99 of reads during a deployment is within twice that before',
    during.p99 <= 2 * before.p99,
    `${(during.p99 / before.p99).toFixed(2)} times`,
  );
}

function showServers(reads: readonly Read[]): string[] {
  const servers = [...new Set(reads.map(({ servedBy }) => servedBy))].sort();
  return servers.map(
    (server) =>
      `by ${server || 'none'}: ${show(summarise(reads.filter((r) => r.servedBy === server)))}`,
  );
}

function show({ count, p50, p99 }: ReturnType<typeof summarise>): string {
  return `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms of ${count}`;
}
