import { randomBytes } from 'node:crypto';
import { decryptText, encryptText } from '@/lib/encryption';

const SECRET_BYTES = 32;

/** A new signing secret of 256 bits. It is shown once and never chosen by the caller. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

const context = (endpointId: string) => `webhook-secret:${endpointId}`;

/** Encrypts a secret for its endpoint's row. */
export function sealSecret(endpointId: string, secret: string): Promise<string> {
  return encryptText(secret, context(endpointId));
}

/** The secret again, to sign with. @throws {Error} when the row was tampered with. */
export function openSecret(endpointId: string, sealed: string): Promise<string> {
  return decryptText(sealed, context(endpointId));
}
