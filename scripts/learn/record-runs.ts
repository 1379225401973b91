import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  closeApiKeyCache,
  describeApiKeyCache,
  openApiKeyCache,
} from '@/lib/auth/api-key/api-key-cache';
import { closeDatabase } from '@/lib/db';
import { getEnv } from '@/lib/env';
import { CELL_RUNS, CHAPTER_RUNS } from '@/lib/learn/lab/cell-runs';
import { createLab } from '@/lib/learn/lab/create-lab';
import { type Lab, launchAttack, type Runner } from '@/lib/learn/lab/lab';
import { RUNNERS } from '@/lib/learn/lab/runners';
import { runRevocationDrill } from '@/lib/learn/lab/revocation-drill';
import type { Party } from '@/lib/trace/step';
import { recordedFile, type RecordedRuns, toRecordedRun } from '@/lib/learn/recorded/recorded-run';

/**
 * Records what the learning pages show to readers who are not signed in: every attack with its guard
 * and without, the chapters, the comparison and the drill, with real requests to the system that
 * runs from this folder. Arguments limit it to some attacks, styles or cells.
 */

/** Mallory of the seed. */
const LEARNER = '01900000-0000-7000-8000-00000000a003';
const DEFAULT_HOST = 'localhost:3000';

const CALLERS: Partial<Record<string, Party>> = { oauth: 'app', 'ci-job': 'job', agent: 'agent' };

const wanted = process.argv.slice(2);
/** Written at the end: the system of `npm run dev` restarts when a file of its source changes. */
const files = new Map<string, string>();
const isWanted = (id: string) => wanted.length === 0 || wanted.includes(id);

const lab = await createLab(LEARNER);
// As in the running system: revoking a key must reach a key that was just cached.
openApiKeyCache();
while (!describeApiKeyCache().trusted) await sleep(50);
try {
  await recordAttacks();
  await recordSights();
  if (isWanted('revocation-drill')) keep('revocation-drill', await runRevocationDrill(lab));
  writeFiles();
} finally {
  await closeApiKeyCache();
  await closeDatabase();
}

async function recordAttacks(): Promise<void> {
  for (const [slug, runner] of Object.entries(RUNNERS).filter(([slug]) => isWanted(slug))) {
    const guarded = await launchAttack(runner, lab, true);
    const unguarded = await launchAttack(runner, lab, false);
    if (!guarded.asExpected || !unguarded.asExpected) {
      throw new Error(`${slug}: saw ${guarded.seen}; without its guard ${unguarded.seen}`);
    }
    const runs: RecordedRuns = {
      guarded: toRecordedRun(guarded),
      unguarded: toRecordedRun(unguarded),
    };
    keep(slug, runs);
  }
}

async function recordSights(): Promise<void> {
  const runs = Object.entries<(lab: Lab) => ReturnType<Runner['run']>>({
    ...CHAPTER_RUNS,
    ...CELL_RUNS,
  });
  for (const [id, run] of runs.filter(([id]) => isWanted(id))) {
    const runner = { refusal: '', removal: '', run };
    const report = await launchAttack(runner, lab, true, CALLERS[id] ?? 'client');
    keep(id, { guarded: toRecordedRun(report) });
  }
}

function keep(id: string, content: unknown): void {
  const text = JSON.stringify(content, null, 2);
  files.set(recordedFile(id), text.replaceAll(new URL(getEnv().APP_URL).host, DEFAULT_HOST));
  console.log(id);
}

function writeFiles(): void {
  for (const [file, text] of files) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${text}\n`);
  }
}
