import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { DnsServer } from '@/scripts/testing/dns-server';
import {
  type CompanyIssuer,
  type CompanyIssuerOptions,
  startCompanyIssuer,
} from '@/e2e/oauth/support/company-issuer';
import {
  APP_URL,
  openBrowser,
  provideSignInWorld,
  signInAs,
} from '@/e2e/oauth/support/sign-in-world';
import type { TestBrowser } from '@/e2e/oauth/support/test-browser';
import { freePort } from '@/e2e/support/test-server';
import { createPerson } from '@/e2e/support/test-workspace';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';

/** A workspace whose company has a provider and a name server. */
export type CompanyWorld = {
  owner: Principal;
  /** The provider's name in addresses, `sso_…`. */
  providerId: string;
  issuer: CompanyIssuer;
  dns: DnsServer;
};

/**
 * Gives each test of a file a workspace with a connected provider of `example.com`, its domain proved
 * by a real name server. Call it at the top of the file.
 */
export function provideCompanyWorld(
  options: Partial<CompanyIssuerOptions> = {},
): () => CompanyWorld {
  const dns = new DnsServer();
  let world: CompanyWorld | undefined;
  beforeAll(async () => {
    process.env.DNS_SERVERS = await dns.listen();
  });
  provideSignInWorld();
  beforeEach(async () => {
    await db().user.deleteMany();
    await db().workspace.deleteMany();
    dns.records.clear();
    const owner = await createPerson({ name: 'Olga' });
    const connected = await connectCompany(owner, dns, options);
    world = { owner, dns, ...connected };
  });
  afterEach(() => world?.issuer.close());
  afterAll(() => dns.close());
  return () => {
    if (!world) throw new Error('There is no company before the first test.');
    return world;
  };
}

/** Starts a provider, connects it to the owner's workspace, and proves the domain. */
export async function connectCompany(
  owner: Principal,
  dns: DnsServer,
  options: Partial<CompanyIssuerOptions> = {},
  domain = 'example.com',
): Promise<{ providerId: string; issuer: CompanyIssuer }> {
  const { connectCompany: connect, proveDomain } = await import(
    '@/lib/auth/oauth/company/company-settings'
  );
  const { companyAddresses, readCompany } = await import('@/lib/auth/oauth/company/company-view');
  const { companyProviderId } = await import('@/lib/auth/oauth/company/company-provider');
  const { redirectUri } = companyAddresses(owner);
  const issuer = await startCompanyIssuer({ port: await freePort(), redirectUri, ...options });
  await connect(owner, {
    issuer: issuer.issuer,
    clientId: 'tollgate-development',
    clientSecret: 'development-only-not-a-secret',
    domain,
    role: 'member',
  });
  const view = await readCompany(owner);
  if (!view) throw new Error('The provider is not connected.');
  dns.records.set(view.record.name, [view.record.value]);
  await proveDomain(owner);
  return { providerId: companyProviderId(owner.workspaceId), issuer };
}

/** Signs someone in by the company's provider; gives the browser and what was refused. */
export async function signInByCompany(
  providerId: string,
  login: string,
): Promise<{ browser: TestBrowser; refused: string | undefined }> {
  const browser = openBrowser();
  const response = await signInAs(browser, providerId, login);
  const location = response.headers.get('location') ?? '';
  const prefix = `${APP_URL}/sign-in/refused?reason=`;
  const refused = location.startsWith(prefix) ? location.slice(prefix.length) : undefined;
  return { browser, refused };
}
