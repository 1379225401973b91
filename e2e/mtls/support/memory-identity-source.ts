import type { Identity, IdentitySource } from '@/lib/auth/mtls/identity/identity';

/** An identity source whose next identity a test sets. */
export class MemoryIdentitySource implements IdentitySource {
  readonly #listeners = new Set<(identity: Identity) => void>();

  constructor(private identity: Identity) {}

  current(): Identity {
    return this.identity;
  }

  set(identity: Identity): void {
    this.identity = identity;
    for (const listener of this.#listeners) listener(identity);
  }

  onChange(listener: (identity: Identity) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  problem(): Error | null {
    return null;
  }

  close(): void {
    this.#listeners.clear();
  }
}
