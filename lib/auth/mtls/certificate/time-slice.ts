import { setImmediate } from 'node:timers/promises';

const SLICE_MS = 8;
const STEPS_PER_LOOK = 256;

/**
 * Splits long work on the event loop into slices of a few milliseconds, with room for requests
 * between them. A CRL of 100,000 entries would otherwise stop the process for a good part of a
 * second at each renewal.
 */
export class TimeSlice {
  #until = performance.now() + SLICE_MS;
  #steps = 0;

  /** True where the slice is used up: then await `rest()`. Call it once per small step. */
  get isOver(): boolean {
    this.#steps += 1;
    return this.#steps % STEPS_PER_LOOK === 0 && performance.now() > this.#until;
  }

  /** Lets everything else run that is waiting, then starts the next slice. */
  async rest(): Promise<void> {
    await setImmediate();
    this.#until = performance.now() + SLICE_MS;
  }
}
