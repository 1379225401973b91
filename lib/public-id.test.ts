import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromPublicId, newId, newIds, toPublicId } from './public-id';

describe('public id', () => {
  it('names the kind and reads back to the UUID', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        const id = toPublicId('inv', uuid);
        expect(id).toMatch(/^inv_[0-9A-Za-z]{22}$/);
        expect(fromPublicId('inv', id)).toBe(uuid);
      }),
    );
  });

  it('refuses another kind, another length, another alphabet and too large a number', () => {
    const id = toPublicId('inv', newId());
    expect(fromPublicId('evt', id)).toBeUndefined();
    expect(fromPublicId('inv', `${id}0`)).toBeUndefined();
    expect(fromPublicId('inv', `${id.slice(0, -1)}-`)).toBeUndefined();
    expect(fromPublicId('inv', `inv_${'z'.repeat(22)}`)).toBeUndefined();
  });

  it('sorts by time of making', () => {
    const first = newId();
    const second = newId();
    expect(toPublicId('evt', first) < toPublicId('evt', second)).toBe(true);
  });

  it('makes a batch of different ids in order, no older than those before it', async () => {
    const before = newId();
    await new Promise((resolve) => setTimeout(resolve, 2));
    const ids = newIds(1_000);
    expect(new Set(ids).size).toBe(1_000);
    expect(ids.toSorted()).toEqual(ids);
    expect(before < (ids[0] ?? '')).toBe(true);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
