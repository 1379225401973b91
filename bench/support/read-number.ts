import process from 'node:process';

/**
 * A number of the command line, flags not counted.
 * @param index which of them, from 0.
 * @throws {Error} for anything but a positive number.
 */
export function readNumber(index: number, otherwise: number): number {
  const text = process.argv.slice(2).filter((word) => !word.startsWith('--'))[index];
  const number = text === undefined ? otherwise : Number(text);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new Error(`"${text}" is no positive number.`);
}
