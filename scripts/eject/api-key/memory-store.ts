import type { ApiKeyRecord, ApiKeyState, ApiKeyStore, ChangeListener } from './store';
import { isVisible } from './store';

/** Keeps keys in this process: for tests, and for a first try. Everything is gone when it ends. No audit log. */
export function createMemoryStore(): ApiKeyStore {
  const keys = new Map<string, ApiKeyRecord>();
  const listeners = new Set<ChangeListener>();

  function write(record: ApiKeyRecord): ApiKeyRecord {
    keys.set(record.id, record);
    for (const { onChange } of listeners) onChange(record.id);
    return { ...record };
  }

  function madeBy(id: string): ApiKeyRecord[] {
    const made = [...keys.values()].filter(({ madeByKeyId }) => madeByKeyId === id);
    return made.flatMap((key) => [key, ...madeBy(key.id)]);
  }

  return {
    async insert(record) {
      if (keys.has(record.id)) throw new Error(`Key ${record.id} exists.`);
      write({ ...record });
    },
    async select(id) {
      const key = keys.get(id);
      return key && { ...key };
    },
    async list(filter) {
      const found = [...keys.values()].filter((key) => isVisible(filter, key));
      return found.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
    },
    async change({ id, filter, only }, data) {
      const key = keys.get(id);
      if (!key || (filter && !isVisible(filter, key)) || !isStill(key, only)) return undefined;
      return write({ ...key, ...data });
    },
    async revokeTree(filter, id, reason) {
      const key = keys.get(id);
      if (!key || !isVisible(filter, key) || key.revokedAt) return undefined;
      const revokedAt = new Date();
      for (const made of madeBy(id).filter((one) => !one.revokedAt)) {
        write({ ...made, revokedAt, revokedReason: `${reason} (made by ${id})` });
      }
      return write({ ...key, revokedAt, revokedReason: reason });
    },
    async noteUses(uses) {
      for (const [id, { time, address, userAgent }] of uses) {
        const key = keys.get(id);
        if (!key || (key.lastUsedAt && key.lastUsedAt.getTime() >= time)) continue;
        key.lastUsedAt = new Date(time);
        key.lastUsedAddress = address;
        key.lastUsedUserAgent = userAgent;
      }
    },
    listen(listener) {
      listeners.add(listener);
      listener.onUp();
      return async () => {
        listeners.delete(listener);
        listener.onDown();
      };
    },
    close: async () => keys.clear(),
  };
}

function isStill(key: ApiKeyRecord, only: ApiKeyState): boolean {
  const { digest, ...rest } = only;
  if (digest && !key.digest.equals(digest)) return false;
  const columns = Object.keys(rest) as (keyof typeof rest)[];
  return columns.every((column) => key[column]?.getTime() === rest[column]?.getTime());
}
