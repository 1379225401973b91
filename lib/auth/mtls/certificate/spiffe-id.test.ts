import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSpiffeId, workloadId } from './spiffe-id';
import vectors from './spiffe-id.vectors.json';

describe('parseSpiffeId', () => {
  it.each(vectors.valid)('accepts %j', (id) => {
    expect(parseSpiffeId(id)?.id).toBe(id);
  });

  it.each(vectors.invalid)('refuses $id: $rule', ({ id }) => {
    expect(parseSpiffeId(id)).toBeUndefined();
  });

  it('splits trust domain and path without loss', () => {
    expect(parseSpiffeId('spiffe://tollgate.local/ns/prod/web')).toEqual({
      id: 'spiffe://tollgate.local/ns/prod/web',
      trustDomain: 'tollgate.local',
      path: '/ns/prod/web',
    });
    fc.assert(
      fc.property(fc.constantFrom(...vectors.valid), (id) => {
        const parsed = parseSpiffeId(id);
        return `spiffe://${parsed?.trustDomain}${parsed?.path}` === id;
      }),
    );
  });

  it('never maps two texts to one name, as new URL() would', () => {
    const lookalikes = ['spiffe://td/a/../web', 'spiffe://TD/web', 'spiffe://td/%77eb'];
    for (const text of lookalikes) expect(parseSpiffeId(text)).toBeUndefined();
    expect(new URL('spiffe://td/a/../web').href).toBe('spiffe://td/web');
  });
});

describe('workloadId', () => {
  it('refuses a name that would change the ID', () => {
    expect(workloadId('tollgate.local', 'web')).toBe('spiffe://tollgate.local/web');
    expect(workloadId('cluster.local', 'web', '/ns/tollgate/sa/{name}')).toBe(
      'spiffe://cluster.local/ns/tollgate/sa/web',
    );
    expect(() => workloadId('tollgate.local', '../billing')).toThrow(TypeError);
  });
});
