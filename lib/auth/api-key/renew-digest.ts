import { createLog } from '@/lib/log';
import { renewDigest } from './api-key-use.repository';
import type { KnownApiKey } from './known-api-key';
import { digestApiKey, issuingPepper } from './pepper';

/**
 * Moves a key to the issuing pepper when it is used: only then is its text at hand. The write runs
 * outside the request; of several processes one wins and the others change nothing.
 */
export function renewOldDigest(text: string, known: KnownApiKey): void {
  const { version, secret } = issuingPepper();
  if (known.pepperVersion >= version) return;
  const renewed = { digest: digestApiKey(text, secret), pepperVersion: version };
  renewDigest(known.id, renewed, known.digest).catch((error: unknown) => {
    createLog('api-key').warn({ err: error, key: known.id }, 'digest not renewed, tried again');
  });
}
