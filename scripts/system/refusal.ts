/** A condition that a person can put right: one sentence that says what to do, and no stack. */
export class Refusal extends Error {
  override name = 'Refusal';
}
