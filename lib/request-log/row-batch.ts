import { newId } from '@/lib/public-id';

/** So many rows go into one statement. */
export const MAX_ROWS = 1_000;

const BYTES = 400_000;
/** Of UTF-8, for one unit of a JavaScript string. */
const MAX_BYTES_PER_UNIT = 3;
/** A comma before, a bracket after. */
const PUNCTUATION = 2;
const OPEN = '['.charCodeAt(0);
const COMMA = ','.charCodeAt(0);
const CLOSE = ']'.charCodeAt(0);

/**
 * Rows that wait to be written, as one JSON list in bytes. Kept as objects or texts until the next
 * write, thousands of them would be moved twice by the garbage collector and copied four times more.
 */
export class RowBatch {
  readonly #bytes = Buffer.allocUnsafe(BYTES);
  #length = 0;
  #count = 0;
  #id = '';

  /** A UUID of this filling, from its first row on: the rows' own ids are made of it, however often they are written. */
  get id(): string {
    return this.#id;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Adds a row.
   * @param row as JSON.
   * @returns false where there is no room for it.
   */
  add(row: string): boolean {
    const most = this.#length + row.length * MAX_BYTES_PER_UNIT + PUNCTUATION;
    if (this.#count === MAX_ROWS || most > BYTES) return false;
    if (this.#count === 0) this.#id = newId();
    this.#bytes[this.#length] = this.#count === 0 ? OPEN : COMMA;
    this.#length += 1 + this.#bytes.write(row, this.#length + 1);
    this.#count += 1;
    return true;
  }

  /** The list as JSON; a view, good until the batch is cleared. */
  toJson(): Buffer {
    this.#bytes[this.#length] = CLOSE;
    return this.#bytes.subarray(0, this.#length + 1);
  }

  /** Forgets its rows, so that it can be filled again. */
  clear(): this {
    this.#length = 0;
    this.#count = 0;
    return this;
  }
}
