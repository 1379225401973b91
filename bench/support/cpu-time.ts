import { readdirSync, readFileSync } from 'node:fs';

/** What `getconf CLK_TCK` says on Linux. */
const TICKS_PER_SECOND = 100;

type Stat = { parent: number; ticks: number };

function readStat(pid: number): Stat | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const [, parent, ...rest] = fields;
    // User and kernel time, and those of children that have ended. @see man 5 proc
    const ticks = rest.slice(9, 13).reduce((sum, value) => sum + Number(value), 0);
    return { parent: Number(parent), ticks };
  } catch {
    return undefined;
  }
}

/** CPU that a process and its children have used, in seconds. Linux only. */
export function treeCpuSeconds(pid: number): number {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), stat: readStat(Number(name)) }));
  const own = stats.filter((one) => one.pid === pid || one.stat?.parent === pid);
  return own.reduce((sum, { stat }) => sum + (stat?.ticks ?? 0), 0) / TICKS_PER_SECOND;
}

const NANOSECONDS_PER_SECOND = 1e9;

/**
 * CPU that the living threads of one process have used, in seconds, from the scheduler's own count:
 * clock ticks are too coarse for a slice of a second. Linux only.
 * @see https://docs.kernel.org/scheduler/sched-stats.html
 */
export function threadCpuSeconds(pid: number): number {
  const folder = `/proc/${pid}/task`;
  return readdirSync(folder).reduce((sum, task) => sum + readSchedstat(`${folder}/${task}`), 0);
}

/** A thread may end while it is being counted. */
function readSchedstat(folder: string): number {
  try {
    const [onCpu] = readFileSync(`${folder}/schedstat`, 'utf8').split(' ');
    return Number(onCpu) / NANOSECONDS_PER_SECOND;
  } catch {
    return 0;
  }
}

/** Memory of a process that is in RAM, in MiB. Linux only. */
export function residentMebibytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024);
}
