import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { db } from '@/lib/db';
import { digestArtefact } from './artefact.repository';

/**
 * Keeps the answer to a refresh for seconds, for the same client sending the same refresh token
 * again. It is encrypted under that very token, which is stored nowhere.
 */
export async function saveRefreshAnswer(refreshToken: string, answer: object): Promise<void> {
  const encrypted = await new CompactEncrypt(Buffer.from(JSON.stringify(answer)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(keyOf(refreshToken));
  const digest = digestOf(refreshToken);
  await db().oAuthRefreshAnswer.upsert({
    where: { digest },
    create: { digest, answer: encrypted },
    update: {},
  });
}

export async function findRefreshAnswer(refreshToken: string): Promise<object | undefined> {
  const row = await db().oAuthRefreshAnswer.findUnique({
    where: { digest: digestOf(refreshToken) },
  });
  if (!row?.answer) return undefined;
  const { plaintext } = await compactDecrypt(row.answer, keyOf(refreshToken));
  return JSON.parse(Buffer.from(plaintext).toString('utf8')) as object;
}

function digestOf(refreshToken: string): Uint8Array<ArrayBuffer> {
  return digestArtefact('refresh_answer', refreshToken);
}

function keyOf(refreshToken: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', refreshToken, '', 'tollgate refresh answer', 32));
}
