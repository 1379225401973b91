/** Why a proof of possession is refused. The message is a sentence for the caller. */
export class ProofError extends Error {
  override name = 'ProofError';

  constructor(
    /** `not-recent`: the same proof with a nonce of ours would do. */
    readonly reason: 'invalid' | 'not-recent',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
