import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readIdentityFiles } from '@/lib/auth/mtls/identity/file-identity-source';
import { validateIdentity } from '@/lib/auth/mtls/identity/validate-identity';
import { activeAuthority, ensureAuthorities } from './authority';
import { AUTHORITY_LIFE_MS, activationDelay, PolicyError } from './ca-policy';
import { CaStore } from './ca-store';
import { issueSvid } from './issue-svid';
import { withLock } from './lock-store';
import { revokeSvid } from './operate-ca';
import { makeTrustFiles } from './trust-files';
import { WorkloadCa } from './workload-ca';
import { publishSvid, publishTrust } from './workload-files';

const TRUST_DOMAIN = 'test.example';
const SPIFFE_ID = `spiffe://${TRUST_DOMAIN}/web`;
const HOUR_MS = 3_600_000;
const log = pino({ level: 'silent' });

let folder: string;
let store: CaStore;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tollgate-ca-'));
  store = await CaStore.open(path.join(folder, 'ca'));
});

afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

const web = () => path.join(folder, 'web');
const issue = (ttlSeconds = 3_600, now = new Date()) =>
  issueSvid(store, { spiffeId: SPIFFE_ID, trustDomain: TRUST_DOMAIN, ttlSeconds, now });

describe('issueSvid', () => {
  it('issues what our own rules accept, with a CRL for each CA of the chain', async () => {
    await publishSvid(web(), await issue());
    const identity = await validateIdentity(await readIdentityFiles(web()), new Date());
    expect(identity.id.id).toBe(SPIFFE_ID);
    expect(identity.crls).toHaveLength(4);
    expect(identity.bundle).toHaveLength(2);
  });

  it('refuses a life above policy, and other names', async () => {
    await expect(issue(3_601)).rejects.toBeInstanceOf(PolicyError);
    await expect(issue(0)).rejects.toBeInstanceOf(PolicyError);
    const wish = { trustDomain: TRUST_DOMAIN, ttlSeconds: 60 };
    for (const spiffeId of [
      'spiffe://other.example/web',
      'spiffe://test.example',
      'web',
      `${SPIFFE_ID}/`,
    ]) {
      await expect(issueSvid(store, { ...wish, spiffeId })).rejects.toBeInstanceOf(PolicyError);
    }
  });

  it('keeps private keys from others', async () => {
    await publishSvid(web(), await issue());
    const mode = async (file: string) => (await stat(file)).mode & 0o777;
    expect(await mode(path.join(web(), 'svid_key.pem'))).toBe(0o600);
    const [authority] = await store.authorities();
    const file = path.join(store.directory, 'authorities', `${authority?.id}.json`);
    expect(await mode(file)).toBe(0o600);
  });
});

describe('the CAs', () => {
  it('always have a next one, published a third of its life before it issues', async () => {
    const start = Date.now();
    const life = AUTHORITY_LIFE_MS.intermediate;
    const issuers = new Map<string, number>();
    let bundleBefore: Set<string> | undefined;
    for (let hour = 0; hour < 72; hour += 1) {
      const now = new Date(start + hour * HOUR_MS);
      const { authorities } = await ensureAuthorities(store, TRUST_DOMAIN, now);
      const active = activeAuthority(authorities, 'intermediate', now);
      const serials = new Set(authorities.map(({ serial }) => serial));
      // Whoever issues now was known to every peer an hour ago.
      if (active && bundleBefore) expect(bundleBefore).toContain(active.serial);
      bundleBefore = serials;
      if (active) {
        issuers.set(active.id, (issuers.get(active.id) ?? 0) + 1);
        expect(active.notAfter.getTime() - now.getTime()).toBeGreaterThanOrEqual(HOUR_MS);
      }
    }
    expect(issuers.size).toBeGreaterThanOrEqual(
      (72 * HOUR_MS) / (life - activationDelay(life)) - 1,
    );
  });

  it('start anew after a long sleep', async () => {
    await ensureAuthorities(store, TRUST_DOMAIN, new Date(Date.now() - 400 * 24 * HOUR_MS));
    await publishSvid(web(), await issue());
    const identity = await validateIdentity(await readIdentityFiles(web()), new Date());
    expect(identity.chain[0].notAfter.getTime()).toBeGreaterThan(Date.now());
  });
});

describe('revokeSvid', () => {
  it('puts the certificate on the CRL that every workload gets', async () => {
    const svid = await issue();
    await publishSvid(web(), svid);
    await revokeSvid(store, svid.serial.toLowerCase());
    const trust = await makeTrustFiles(store, await store.authorities(), new Date());
    await publishTrust(web(), trust);
    const files = await readIdentityFiles(web());
    await expect(validateIdentity(files, new Date())).rejects.toThrow('revoked');
  });

  it('does not know foreign serials', async () => {
    await expect(revokeSvid(store, '1234')).rejects.toBeInstanceOf(PolicyError);
  });
});

describe('the lock', () => {
  it('lets one at a time work on the state', async () => {
    let inside = 0;
    let most = 0;
    const work = () =>
      withLock(store.directory, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
      });
    await Promise.all([work(), work(), work(), work()]);
    expect(most).toBe(1);
  });
});

describe('WorkloadCa', () => {
  it('renews at half of the life and forgets what has expired', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
    const workloads = [{ name: 'web', dnsNames: [], directory: web() }];
    const options = { store, log, trustDomain: TRUST_DOMAIN, ttlSeconds: 3_600, workloads };
    const ca = new WorkloadCa(options);
    await ca.start();
    const serialOf = async () => {
      const files = await readIdentityFiles(web());
      // Not validateIdentity: the clock of the TLS library does not move with the test's.
      return new X509Certificate(files.chain).serialNumber;
    };
    const first = await serialOf();
    vi.setSystemTime(Date.now() + 26 * 60_000);
    vi.advanceTimersByTime(300);
    await ca.stop();
    expect(await serialOf()).toBe(first);
    await ca.start();
    vi.setSystemTime(Date.now() + 8 * 60_000);
    vi.advanceTimersByTime(300);
    await ca.stop();
    expect(await serialOf()).not.toBe(first);
    const pem = await readFile(path.join(web(), 'svid.pem'), 'utf8');
    expect(pem.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  });
});
