/** Writes a duration in the unit that suits it: `840 µs`, `4.2 ms`, `38 ms`, `1.4 s`. */
export function formatDuration(milliseconds: number): string {
  const micros = Math.round(milliseconds * 1_000);
  if (micros < 1_000) return `${micros} µs`;
  if (milliseconds < 9.95) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
