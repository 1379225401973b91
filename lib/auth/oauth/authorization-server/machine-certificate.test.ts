import { expect, test } from 'vitest';
import { type Forged, forge } from '@/e2e/mtls/support/certificate-forge';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { getApp, registerApp } from './app-registration';
import { replaceMachineCertificate } from './replace-machine-certificate';

/** What is bound to a machine client, and who may change it to what. The wire: certificate-bound-token.test.ts. */
provideTestDatabase();

const SPIFFE_ID = 'spiffe://tollgate.local/export';

async function registerMachine(owner: Principal, { certPem }: Forged): Promise<string> {
  const { view } = await registerApp(owner, {
    name: 'Export',
    redirectUris: [],
    scopes: ['usage:read'],
    machine: { certificate: certPem, mode: 'test' },
  });
  return view.clientId;
}

const refusalOf = (detail: RegExp) => ({
  slug: 'validation-failed',
  options: { errors: [{ pointer: '/certificate', detail: expect.stringMatching(detail) }] },
});

test('its owner sees which certificate is bound, and which one still works', async () => {
  const ada = await createPerson();
  const names = [{ type: 'url', value: SPIFFE_ID } as const];
  const before = await forge({ subject: 'CN=export', names });
  const after = await forge({ subject: 'CN=export 2' });
  const clientId = await registerMachine(ada, before);
  const { certificate } = await getApp(ada, clientId);
  expect(certificate).toMatchObject({ subject: 'CN=export', spiffeId: SPIFFE_ID });
  expect(certificate?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  await replaceMachineCertificate(ada, clientId, { pem: after.certPem, overlap: true });
  const app = await getApp(ada, clientId);
  expect(app.certificate).toMatchObject({ subject: 'CN=export 2', spiffeId: null });
  expect(app.previousCertificate?.fingerprint).toBe(certificate?.fingerprint);
  const lasts = Number(app.previousCertificate?.worksUntil) - Date.now();
  expect(lasts / 3_600_000).toBeCloseTo(24, 1);
  const events = await db().auditEvent.findMany({
    where: { workspaceId: ada.workspaceId, action: 'oauth-app.certificate-replaced' },
  });
  expect(events).toHaveLength(1);
  expect(events[0]?.detail).toMatchObject({ fingerprint: app.certificate?.fingerprint });
});

test.each<[string, () => Promise<string> | string, RegExp]>([
  ['nothing', () => '', /no certificate in PEM/],
  ['half of one', async () => (await forge({})).certPem.slice(0, 200), /damaged/],
  ['its key along with it', async () => bundle(await forge({})), /private key/],
  ['a request', () => '-----BEGIN CERTIFICATE REQUEST-----\nMIIB', /request for a certificate/],
  ['an expired one', async () => (await forge({ notAfter: -1000 })).certPem, /expired on 20/],
  ['one of tomorrow', async () => (await forge(TOMORROW)).certPem, /not valid before 20/],
  ['a weak key', async () => (await forge({ rsaBits: 1024 })).certPem, /key is not taken/],
  ['names in no known form', makeUnreadable, /names, dates or key .* cannot be read/],
  ['a whole book', () => 'x'.repeat(20_000), /longer than a certificate/],
])('refused, with the reason: %s', async (_, makePem, reason) => {
  const ada = await createPerson();
  const bound = await forge({});
  const clientId = await registerMachine(ada, bound);
  const input = { pem: await makePem(), overlap: true };
  const refusal = replaceMachineCertificate(ada, clientId, input);
  await expect(refusal).rejects.toMatchObject(refusalOf(reason));
});

test('the one that is bound already is no replacement: the overlap would end for nothing', async () => {
  const ada = await createPerson();
  const bound = await forge({});
  const clientId = await registerMachine(ada, bound);
  const refusal = replaceMachineCertificate(ada, clientId, { pem: bound.certPem, overlap: true });
  await expect(refusal).rejects.toMatchObject(refusalOf(/bound already/));
});

test('only an owner of its workspace, and only of a machine client', async () => {
  const [ada, mallory] = [await createPerson(), await createPerson({ name: 'Mallory' })];
  const clientId = await registerMachine(ada, await forge({}));
  const input = { pem: (await forge({})).certPem, overlap: false };
  const grace = await createPerson({ workspaceId: ada.workspaceId, role: 'member' });
  await expect(replaceMachineCertificate(grace, clientId, input)).rejects.toMatchObject({
    slug: 'forbidden',
  });
  const { view: app } = await registerApp(ada, {
    name: 'With a secret',
    redirectUris: ['https://app.example/callback'],
    scopes: ['usage:read'],
  });
  for (const [who, id] of [
    [mallory, clientId],
    [ada, app.clientId],
  ] as const) {
    await expect(replaceMachineCertificate(who, id, input)).rejects.toMatchObject({
      slug: 'not-found',
    });
  }
});

/** Its subject alternative name is five bytes of no meaning in place of a list. */
async function makeUnreadable(): Promise<string> {
  const names = [{ type: 'dns', value: 'a' } as const];
  const { certPem } = await forge({ names });
  const der = Buffer.from(certPem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const list = Buffer.from('3003820161', 'hex');
  der.fill(0xff, der.indexOf(list), der.indexOf(list) + list.length);
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
}

const TOMORROW = { notBefore: 3_600_000, notAfter: 7_200_000 };

const bundle = ({ certPem, keyPem }: Forged) => `${certPem}${keyPem}`;
