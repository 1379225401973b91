import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type BillingSetting,
  prepareBilling,
  type SpawnedBilling,
  spawnBilling,
} from '@/e2e/support/spawn-billing';
import { type SpawnedWeb, spawnWeb } from '@/e2e/support/spawn-web';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { findFakeTime, moveClock } from '@/scripts/testing/moved-clock';

/** Web and billing whose clocks are minutes from the database's: `tollgate status` says which. */

provideTestDatabase();

const LIMIT_MS = 180_000;
const library = findFakeTime() ?? '';
const inMinutes = (minutes: number) => moveClock(library, new Date(Date.now() + minutes * 60_000));

let setting: BillingSetting | undefined;
let web: SpawnedWeb | undefined;
let billing: SpawnedBilling | undefined;
afterAll(async () => {
  await web?.stop();
  await billing?.kill();
  if (setting) await rm(setting.WORKLOAD_DIR, { recursive: true, force: true });
});

type Status = { processes: { process: string; detail?: { clock?: string } }[] };

async function readClocks(
  env: Record<string, string>,
): Promise<Record<string, number | undefined>> {
  const args = ['scripts/run.mjs', 'scripts/tollgate/main.ts', 'status', '--json'];
  const options = { env: { ...process.env, ...env } };
  // The stand-ins do not run, so it exits with 1.
  const { stdout } = await promisify(execFile)(process.execPath, args, options).catch(
    (error: { stdout: string }) => error,
  );
  const { processes } = JSON.parse(stdout) as Status;
  const seconds = (clock = '') => {
    const [, number, side] =
      /^its clock is (\d+) s (ahead of|behind) the database's$/.exec(clock) ?? [];
    return number === undefined ? undefined : Number(number) * (side === 'behind' ? -1 : 1);
  };
  return Object.fromEntries(
    processes.map(({ process: name, detail }) => [name, seconds(detail?.clock)]),
  );
}

describe.skipIf(library === '')('clocks', () => {
  test(
    'of web and billing that differ by minutes are named, and right ones are not',
    async () => {
      setting = await prepareBilling();
      billing = await spawnBilling({ ...setting, ...inMinutes(3) });
      web = await spawnWeb({ ...setting, ...inMinutes(-2) });
      const own = { ...setting, PORT: String(web.port), APP_URL: web.url };
      const moved = await readClocks(own);
      // A Date header is exact to a second, and the machine may be busy.
      expect(moved.billing).toBeGreaterThan(170);
      expect(moved.billing).toBeLessThan(190);
      expect(moved.web).toBeGreaterThan(-130);
      expect(moved.web).toBeLessThan(-110);

      await web.stop();
      web = await spawnWeb({ ...setting });
      const right = { ...own, PORT: String(web.port), APP_URL: web.url };
      expect((await readClocks(right)).web).toBeUndefined();
    },
    LIMIT_MS,
  );
});
