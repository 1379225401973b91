import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const STOP_LIMIT_MS = 10_000;
const POLL_MS = 50;

/**
 * Stops a PostgreSQL that still serves this data folder although its launcher is gone, as after
 * `kill -9`. Its pid file names the process; only a process that was started on this very folder is
 * touched, since process numbers are reused.
 * @returns the number of the process that was stopped.
 * @throws {Error} where its launcher lives, or where it does not stop.
 */
export async function stopOrphan(folder: string): Promise<number | undefined> {
  const pid = readServerPid(folder);
  if (pid === undefined || !describe(pid, 'args').includes(folder)) return undefined;
  const parent = Number(describe(pid, 'ppid'));
  if (describe(parent, 'args').includes('services/database/')) {
    throw new Error(
      `A database already runs on ${folder} (process ${parent}). Stop it, or set DATA_DIR to another folder.`,
    );
  }
  process.kill(pid, 'SIGINT');
  const limit = Date.now() + STOP_LIMIT_MS;
  while (describe(pid, 'args').includes(folder)) {
    if (Date.now() > limit) throw new Error(`An old database (process ${pid}) does not stop.`);
    await delay(POLL_MS);
  }
  return pid;
}

function readServerPid(folder: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(path.join(folder, 'postmaster.pid'), 'utf8'), 10);
  } catch {
    return undefined;
  }
}

function describe(pid: number, field: 'args' | 'ppid'): string {
  try {
    if (process.platform === 'linux') return describeFromProc(pid, field);
    return execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

function describeFromProc(pid: number, field: 'args' | 'ppid'): string {
  if (field === 'args') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  return readFileSync(`/proc/${pid}/status`, 'utf8').match(/^PPid:\s+(\d+)/m)?.[1] ?? '';
}
