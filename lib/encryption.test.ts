import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { decryptText, encryptText, parseEncryptionKeys } from './encryption';
import type * as environment from './env';
import { EnvError } from './env';

const keys = vi.hoisted(() => ({ text: '' }));

vi.mock('./env', async (original) => ({
  ...(await original<typeof environment>()),
  requireSecret: () => keys.text,
}));

const newKey = () => randomBytes(32).toString('base64url');
const first = newKey();

describe('encryption at rest', () => {
  beforeAll(() => {
    keys.text = `1:${first}`;
  });

  it('gives back the text, and a different ciphertext each time', async () => {
    const one = await encryptText('whsec_abc', 'place:1');
    const two = await encryptText('whsec_abc', 'place:1');
    expect(one).not.toBe(two);
    expect(one).not.toContain('whsec');
    expect(await decryptText(one, 'place:1')).toBe('whsec_abc');
  });

  it('refuses a ciphertext moved to another row', async () => {
    const token = await encryptText('secret', 'place:1');
    await expect(decryptText(token, 'place:2')).rejects.toThrow('belongs elsewhere');
  });

  it('refuses an altered header, nonce, ciphertext or tag', async () => {
    const parts = (await encryptText('secret', 'place:1')).split('.');
    for (const index of [0, 2, 3, 4]) {
      const altered = [...parts];
      const part = altered[index] ?? '';
      altered[index] = (part.startsWith('A') ? 'B' : 'A') + part.slice(1);
      await expect(decryptText(altered.join('.'), 'place:1')).rejects.toThrow();
    }
  });

  it('encrypts under the newest key and still reads the older', async () => {
    const old = await encryptText('secret', 'place:1');
    keys.text = `1:${first},2:${newKey()}`;
    expect(await decryptText(old, 'place:1')).toBe('secret');
    const [header] = (await encryptText('secret', 'place:1')).split('.');
    expect(Buffer.from(header ?? '', 'base64url').toString()).toContain('"kid":"2"');
    keys.text = `2:${newKey()}`;
    await expect(decryptText(old, 'place:1')).rejects.toThrow('version 1');
  });

  it.each(['', 'abc', '1:short', `0:${first}`, `1:${first},1:${first}`, `x:${first}`])(
    'does not start with the malformed keys %j',
    (text) => {
      expect(() => parseEncryptionKeys(text)).toThrow(EnvError);
    },
  );
});
