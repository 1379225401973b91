import { LRUCache } from 'lru-cache';
import type { ChannelListener } from './database-channel.repository';

const MAX_ENTRIES = 100_000;
const MAX_AGE_MS = 30_000;
/** With the default of 1 ms, lru-cache sets a timer for each millisecond with a call. */
const CLOCK_MS = 500;
const LIMITS = { max: MAX_ENTRIES, ttl: MAX_AGE_MS, ttlResolution: CLOCK_MS };

/**
 * Remembers rows for up to 30 seconds, while the database is known to announce their changes.
 * @see docs/decisions/0012-api-key-cache.md
 */
export class NotifiedCache<Value extends object> {
  readonly #entries = new LRUCache<string, Value>({
    ...LIMITS,
    dispose: (value, key) => this.dropped(key, value),
  });
  readonly #loads = new Set<{ key: string; stale: boolean }>();
  /** Where values were found since the process began. The caller counts the first: only it knows. */
  readonly lookups = { cache: 0, database: 0 };
  /** True only while the channel is proven: a cache that may miss a revocation is not used. */
  #trusted = false;

  /** What is known of a key, while the cache can be trusted. No database. */
  recall(key: string): Value | undefined {
    return this.#trusted ? this.#entries.get(key) : undefined;
  }

  /**
   * Reads a value, and remembers it where `keep` says so.
   *
   * Attack: a revocation that commits between our read and our write would be overwritten by the older
   * row. A notification therefore also marks the loads in flight, and a marked load is not remembered.
   */
  async load(
    key: string,
    find: () => Promise<Value | undefined>,
    keep: (value: Value) => boolean,
  ): Promise<Value | undefined> {
    const load = { key, stale: !this.#trusted };
    this.#loads.add(load);
    this.lookups.database += 1;
    try {
      const value = await find();
      if (value && keep(value) && !load.stale) this.remember(key, value);
      return value;
    } finally {
      this.#loads.delete(load);
    }
  }

  protected remember(key: string, value: Value): void {
    this.#entries.set(key, value);
  }

  protected dropped(_key: string, _value: Value): void {}

  /** Drops what is known of a key: its next use asks the database. */
  forget(key: string): void {
    this.#entries.delete(key);
    this.markLoads(key);
  }

  /** Keeps what is being read, of one key or all, from being remembered. */
  markLoads(key?: string): void {
    for (const load of this.#loads) if (key === undefined || load.key === key) load.stale = true;
  }

  /** Keeps the cache true. @param onUp is done before the cache is trusted. */
  listenOn(channels: ChannelListener['channels'], onUp = () => {}): ChannelListener {
    const trust = (trusted: boolean) => {
      this.#trusted = trusted;
      this.#entries.clear();
      this.markLoads();
    };
    const up = () => {
      onUp();
      trust(true);
    };
    return { channels, onUp: up, onDown: () => trust(false) };
  }

  /** How the cache stands, for `/status`, metrics and tests. */
  describe() {
    return { trusted: this.#trusted, entries: this.#entries.size, lookups: { ...this.lookups } };
  }
}
