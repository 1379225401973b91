const UNIT_SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;
const DURATION = /^(\d+)([smhd])$/;

/**
 * Reads `90s`, `5m`, `1h` or `30d`.
 * @returns seconds.
 * @throws {RangeError} for anything else.
 */
export function parseDuration(text: string): number {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  if (amount === undefined || unit === undefined) {
    throw new RangeError(`Not a duration: ${text}. Write 90s, 5m, 1h or 30d.`);
  }
  return Number(amount) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS];
}
