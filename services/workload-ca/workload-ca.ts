import { X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { workloadId } from '@/lib/auth/mtls/certificate/spiffe-id';
import { type AuthorityLife, ensureAuthorities } from './authority';
import { BACKDATE_MS, CRL_REFRESH_MS } from './ca-policy';
import type { CaStore } from './ca-store';
import { issueSvid } from './issue-svid';
import { withLock } from './lock-store';
import { makeTrustFiles } from './trust-files';
import { publishSvid, publishTrust } from './workload-files';

/** Who gets an identity, and the folder for its files. */
export type Workload = { name: string; dnsNames: readonly string[]; directory: string };

type CaOptions = {
  store: CaStore;
  log: Logger;
  trustDomain: string;
  /** The path of a SPIFFE ID; `{name}` stands for the workload. */
  path?: string;
  ttlSeconds: number;
  workloads: readonly Workload[];
  lives?: AuthorityLife;
  /** The share of its life after which a certificate is renewed. */
  renewAt?: number;
};

const TICK_MS = 250;
/** Renewal at half of the life, give or take a tenth, so that not all workloads come at once. */
const RENEW_AT = 0.5;
const JITTER = 0.1;

async function timeToRenew(directory: string, renewAt = RENEW_AT): Promise<number> {
  try {
    const leaf = new X509Certificate(await readFile(path.join(directory, 'svid.pem')));
    const from = Date.parse(leaf.validFrom) + BACKDATE_MS;
    const share = renewAt + (Math.random() * 2 - 1) * renewAt * JITTER;
    return from + (Date.parse(leaf.validTo) - from) * share;
  } catch {
    return 0;
  }
}

/** Issues, renews and publishes for all workloads until it is stopped. */
export class WorkloadCa {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #trustDueAt = 0;
  #revokedSeen = '';
  readonly #renewAt = new Map<string, number>();

  constructor(private readonly options: CaOptions) {}

  /** Publishes what is due, then goes on by itself. @throws {Error} when the first round fails. */
  async start(): Promise<void> {
    for (const { name, directory } of this.options.workloads) {
      this.#renewAt.set(name, await timeToRenew(directory, this.options.renewAt));
    }
    await this.#round();
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() =>
        this.#round().catch((error: unknown) => {
          this.options.log.error({ err: error }, 'a round of the CA failed, trying again');
        }),
      );
    }, TICK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #round(): Promise<void> {
    const { store, trustDomain, workloads, lives } = this.options;
    const due = workloads.filter(({ name }) => Date.now() >= (this.#renewAt.get(name) ?? 0));
    const revoked = (await readdir(path.join(store.directory, 'revoked'))).join();
    const trustDue = Date.now() >= this.#trustDueAt || revoked !== this.#revokedSeen;
    if (due.length === 0 && !trustDue) return;
    await withLock(store.directory, async () => {
      for (const workload of due) await this.#renew(workload);
      if (!trustDue) return;
      const now = new Date();
      const { authorities } = await ensureAuthorities(store, trustDomain, now, lives);
      const trust = await makeTrustFiles(store, authorities, now);
      for (const { directory } of workloads) await publishTrust(directory, trust);
      await this.#forgetExpired(now);
      this.#revokedSeen = revoked;
      const changes = authorities.map(({ activeFrom }) => activeFrom.getTime());
      const next = changes.filter((time) => time > now.getTime());
      this.#trustDueAt = Math.min(now.getTime() + CRL_REFRESH_MS, ...next);
    });
  }

  async #renew({ name, dnsNames, directory }: Workload): Promise<void> {
    const { store, trustDomain, ttlSeconds, lives, log } = this.options;
    const spiffeId = workloadId(trustDomain, name, this.options.path);
    const wish = { spiffeId, dnsNames, trustDomain, ttlSeconds, lives };
    const svid = await issueSvid(store, wish);
    await publishSvid(directory, svid);
    this.#renewAt.set(name, await timeToRenew(directory, this.options.renewAt));
    log.info({ spiffe_id: spiffeId, serial: svid.serial, not_after: svid.notAfter }, 'issued');
  }

  async #forgetExpired(now: Date): Promise<void> {
    const { store } = this.options;
    for (const { serial, notAfter } of await store.issued()) {
      if (notAfter > now) continue;
      await store.remove('issued', serial);
      await store.remove('revoked', serial);
    }
  }
}
