import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { splitPem } from './split-pem';

const key = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

describe('splitPem', () => {
  it('takes joined blocks apart and ignores text between them', () => {
    const [first, second] = [key(), key()];
    const blocks = splitPem(`# one\n${first}\n# two\n${second}`);
    expect(blocks.map((block) => block.pem)).toEqual([first, second]);
    expect(blocks[0]?.label).toBe('PRIVATE KEY');
  });

  it('has no block in an empty text', () => {
    expect(splitPem('')).toEqual([]);
  });

  it('refuses a text that was cut anywhere inside a block', () => {
    const text = key() + key();
    const whole = splitPem(text).map((block) => block.pem);
    for (let cut = 1; cut < text.length; cut += 1) {
      let blocks: string[] = [];
      try {
        blocks = splitPem(text.slice(0, cut)).map((block) => block.pem);
      } catch {
        continue;
      }
      // A cut at a boundary between blocks leaves whole blocks, never half of one.
      expect(whole.slice(0, blocks.length)).toEqual(blocks);
    }
  });

  it('refuses crossed boundaries', () => {
    expect(() => splitPem('-----BEGIN A-----\nAAAA\n-----END B-----')).toThrow('no beginning');
    expect(() => splitPem('-----BEGIN A-----\n-----BEGIN A-----')).toThrow('no end');
    expect(() => splitPem('-----BEGIN A-----\n!!!\n-----END A-----')).toThrow('not base64');
  });
});
