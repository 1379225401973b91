import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { Refusal } from '../system/refusal';
import { Programs } from './programs';
import { Report } from './report';

/** Git-ignored, and not emptied by `npm run reset`: what is built here can take minutes. */
const PROOF_DIR = '.data-proof';
const PARENT_CHECK_MS = 500;
const INTERRUPTED = 130;

/** What a proof gets to work with. */
export type ProofRun = {
  /** The arguments after its name. */
  args: readonly string[];
  /** Absolute. Kept between runs: what the proof installs or builds. */
  cache: string;
  /** Absolute. Made for this run; kept when a check fails, because the logs are in it. */
  folder: string;
  programs: Programs;
  report: Report;
  /** Aborted by Ctrl-C, SIGTERM and the end of the terminal. */
  signal: AbortSignal;
};

/** The product against a real outside peer. */
export type Proof = {
  /** Programs and packages, in words, printed before it begins. */
  needs: readonly string[];
  /**
   * Runs it. Claims go through `report`; anything thrown is one more failure.
   * @throws {Refusal} where something that it needs is missing: a sentence that says how to get it.
   */
  run: (run: ProofRun) => Promise<void>;
};

/**
 * Runs a proof, stops everything that it started, also at Ctrl-C, and prints
 * `<name>: N passed, N failed` as its last line.
 * @returns the exit code: 0 only where something was checked and nothing failed.
 */
export async function runProof(
  name: string,
  proof: Proof,
  args: readonly string[],
  root = PROOF_DIR,
): Promise<number> {
  const cache = path.resolve(root, 'cache', name);
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.resolve(root, `${name}-`));
  const report = new Report();
  const programs = new Programs(path.join(folder, 'log'));
  const abort = new AbortController();
  const stopWatching = watchForEnd(() => abort.abort());

  console.log(`${name} needs: ${proof.needs.join('; ')}.`);
  const interrupted = new Promise<void>((resolve) => {
    abort.signal.addEventListener('abort', () => resolve());
  });
  try {
    const run = proof.run({ args, cache, folder, programs, report, signal: abort.signal });
    await Promise.race([run, interrupted]);
    if (abort.signal.aborted) report.check('the proof ran to its end', false, 'interrupted');
  } catch (error) {
    report.check('the proof ran to its end', false, explain(error));
  }
  await programs.stopAll();
  stopWatching();
  if (report.failed === 0 && report.passed > 0) rmSync(folder, { recursive: true, force: true });
  else console.log(`\nLogs: ${programs.logFolder}`);
  console.log(`\n${report.summary(name)}`);
  if (abort.signal.aborted) return INTERRUPTED;
  return report.failed === 0 && report.passed > 0 ? 0 : 1;
}

/** A sentence where a person can do something about it; else all that is known. */
function explain(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Calls `end` at a signal, or when npm was killed and this process has lost its terminal. */
function watchForEnd(end: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, end);
  const parent = process.ppid;
  const timer = setInterval(() => process.ppid !== parent && end(), PARENT_CHECK_MS).unref();
  return () => {
    for (const signal of signals) process.off(signal, end);
    clearInterval(timer);
  };
}
