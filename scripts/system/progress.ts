const NAME_WIDTH = 20;

/** Seconds since `from` (milliseconds), with one decimal. */
export function secondsSince(from: number): string {
  return `${((Date.now() - from) / 1000).toFixed(1)} s`;
}

/**
 * Runs one step and prints a line when it is done: what, how long, and what came of it.
 * A step that takes long says so when it begins.
 */
export async function step<T>(
  name: string,
  run: () => Promise<T>,
  note: (result: T) => string | undefined = () => undefined,
  announce?: string,
): Promise<T> {
  const from = Date.now();
  if (announce) print(name, announce);
  const result = await run();
  print(name, secondsSince(from).padStart(6), note(result));
  return result;
}

/** Prints one line of progress. */
export function print(name: string, ...words: (string | undefined)[]): void {
  console.log(`  ${name.padEnd(NAME_WIDTH)}${words.filter(Boolean).join('  ')}`);
}
