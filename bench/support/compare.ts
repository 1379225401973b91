import { threadCpuSeconds } from './cpu-time';

export type Taken = { requests: number; seconds: number };

/** What sends requests and waits for their answers. */
export type Load = { send(requests: number): Promise<Taken>; close(): Promise<void> };

/** What is measured beside others: a load, and the process that serves it. */
export type Contender = {
  name: string;
  pid: number;
  load: Load;
  /** Requests of one slice: as many as take about as long as the others' slices. */
  requests: number;
};

export type Slice = { cpuMicroseconds: number; perSecond: number };

/** Slices by contender, in the order in which they were taken: equal indexes lie side by side. */
export type Slices = ReadonlyMap<string, readonly Slice[]>;

/** So many slices judge a ratio near 1; a single run of a clock cannot. */
export const SLICES = 40;

/** Before its first slice a contender answers this many slices' worth: compilers have to warm up. */
const WARM_UP_SLICES = 15;

/**
 * Loads the contenders in turn, again and again: what else goes on in the machine then falls on all
 * of them alike. Who goes first changes each time.
 */
export async function compareInSlices(
  contenders: readonly Contender[],
  slices = SLICES,
): Promise<Slices> {
  for (const { load, requests } of contenders) await load.send(requests * WARM_UP_SLICES);
  const taken = new Map<string, Slice[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < slices; round += 1) {
    const first = round % contenders.length;
    const order = [...contenders.slice(first), ...contenders.slice(0, first)];
    for (const contender of order) taken.get(contender.name)?.push(await takeSlice(contender));
  }
  await Promise.all(contenders.map(({ load }) => load.close()));
  return taken;
}

async function takeSlice({ pid, load, requests }: Contender): Promise<Slice> {
  const before = threadCpuSeconds(pid);
  const { seconds } = await load.send(requests);
  const cpu = threadCpuSeconds(pid) - before;
  return { cpuMicroseconds: (cpu * 1e6) / requests, perSecond: requests / seconds };
}

/** The middle of something measured often, and the quarter on each side of it. */
export type Spread = { median: number; low: number; high: number };

/** Divides slice by slice, since each pair was taken side by side. */
export function ratioOf(
  slices: Slices,
  over: string,
  under: string,
  figure: keyof Slice = 'cpuMicroseconds',
): Spread {
  const denominators = slices.get(under) ?? [];
  return spreadOf(
    (slices.get(over) ?? []).flatMap((slice, index) => {
      const denominator = denominators[index];
      return denominator ? [slice[figure] / denominator[figure]] : [];
    }),
  );
}

/** One figure of one contender. */
export function figureOf(slices: Slices, name: string, figure: keyof Slice): Spread {
  return spreadOf((slices.get(name) ?? []).map((slice) => slice[figure]));
}

export function spreadOf(values: readonly number[]): Spread {
  return {
    median: quantile(values, 0.5),
    low: quantile(values, 0.25),
    high: quantile(values, 0.75),
  };
}

/** @param share 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}
