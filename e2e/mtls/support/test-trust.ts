import type { Identity } from '@/lib/auth/mtls/identity/identity';
import { validateIdentity } from '@/lib/auth/mtls/identity/validate-identity';
import type { Signer } from '@/services/workload-ca/make-certificate';
import { makeCrl } from '@/services/workload-ca/make-crl';
import { type Forged, forge } from './certificate-forge';

export const TRUST_DOMAIN = 'test.example';
export const spiffeId = (name: string) => `spiffe://${TRUST_DOMAIN}/${name}`;

/** A leaf with its chain, as a client would present it. */
export type Credential = { cert: string; key: string; serial: string };
type LeafOptions = Omit<Parameters<typeof forge>[0], 'signer'>;

const HOUR_MS = 3_600_000;

async function crl(signer: Signer, revoked: readonly string[], age = 60_000, life = HOUR_MS) {
  return makeCrl({
    signer,
    revoked: revoked.map((serial) => ({ serial, at: new Date() })),
    thisUpdate: new Date(Date.now() - age),
    nextUpdate: new Date(Date.now() - age + life),
  });
}

/** A small trust domain: a root, an intermediate, its workloads and its CRLs. */
export class TestTrust {
  readonly revoked = new Set<string>();

  private constructor(
    readonly root: Forged,
    readonly intermediate: Forged,
  ) {}

  static async create(subject = 'CN=Test root'): Promise<TestTrust> {
    const root = await forge({ isCa: true, subject });
    const intermediate = await forge({
      isCa: true,
      subject: 'CN=Test intermediate',
      signer: root.signer,
    });
    return new TestTrust(root, intermediate);
  }

  /** A certificate of this trust domain. Sound, unless the options say otherwise. */
  async credential(name: string, options: LeafOptions = {}): Promise<Credential> {
    const names = [{ type: 'url' as const, value: spiffeId(name) }];
    const leaf = await forge({ names, ...options, signer: this.intermediate.signer });
    const cert = leaf.certPem + this.intermediate.certPem;
    return { cert, key: leaf.keyPem, serial: leaf.serial };
  }

  /** The CRLs of root and intermediate with what is revoked by now. */
  async crls(age?: number, life?: number): Promise<string> {
    const revoked = [...this.revoked];
    const ofRoot = await crl(this.root.signer, revoked, age, life);
    return ofRoot + (await crl(this.intermediate.signer, revoked, age, life));
  }

  /** The identity of one of our own ends, checked as files would be. */
  async identity(
    name: string,
    extra: { bundle?: string; crl?: string | null } = {},
  ): Promise<Identity> {
    return this.identityOf(await this.credential(name), extra);
  }

  /** The same for a credential that is there. */
  async identityOf(
    { cert, key }: Credential,
    extra: { bundle?: string; crl?: string | null } = {},
  ): Promise<Identity> {
    const bundle = this.root.certPem + (extra.bundle ?? '');
    const crls = extra.crl === undefined ? await this.crls() : extra.crl;
    return await validateIdentity(
      { layout: 'test', chain: cert, key, bundle, crl: crls },
      new Date(),
    );
  }
}
