import { beforeAll, describe, expect, it } from 'vitest';
import { createLab } from '@/lib/learn/lab/create-lab';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { type Lab, launchAttack } from '@/lib/learn/lab/lab';
import { makeKey, withKey } from '@/lib/learn/lab/make-key';
import { genuineCall } from '@/lib/learn/lab/mtls/genuine-call';
import { codeFlow } from '@/lib/learn/lab/oauth/code-flow';
import { recordTrace } from '@/lib/trace/record-trace';
import type { Step } from '@/lib/trace/step';

provideTestDatabase();

const MALLORY = '01900000-0000-7000-8000-00000000a003';
let lab: Lab;

beforeAll(async () => {
  const { db } = await import('@/lib/db');
  await db().user.create({ data: { id: MALLORY, name: 'Mallory' } });
  lab = await createLab(MALLORY);
});

/** The pictures that are usually drawn of each style, as the steps that they show. */
const KEY_PICTURE = [
  ['client', 'web', /^GET \/api\/v1\/meters/],
  ['web', 'database', /Look it up.*find the owner/],
  ['web', 'web', /scope/],
  ['web', 'client', /^200$/],
] as const;

const OAUTH_PICTURE = [
  ['browser', 'app', /^Click/],
  // The app's redirect is the browser's next request.
  ['browser', 'server', /^The app sends the browser here/],
  ['browser', 'server', /approves scopes/],
  ['server', 'app', /^Authorization code/],
  ['app', 'server', /^Exchange the code/],
  ['server', 'app', /^access_token .* refresh_token/],
  ['app', 'web', /^GET \/api\/v1\/meters/],
  ['web', 'database', /^Verify the token/],
  ['web', 'web', /scope/],
  ['web', 'app', /^200$/],
] as const;

const MTLS_PICTURE = [
  ['web', 'billing', /^ClientHello/],
  ['billing', 'web', /^Certificate\. My certificate/],
  ['web', 'billing', /^Certificate\. My certificate/],
  ['billing', 'billing', /Verify the chain, read the one SPIFFE ID/],
  ['web', 'billing', /first byte of HTTP/],
  ['billing', 'web', /^200$/],
] as const;

type Picture = readonly (readonly [string, string, RegExp])[];

/** How many steps of a picture are found, in its order, among what really happened. */
function countInOrder(picture: Picture, steps: readonly Step[]): number {
  let found = 0;
  for (const step of steps) {
    const wanted = picture[found];
    if (!wanted) break;
    const [from, to, text] = wanted;
    if (step.from === from && step.to === to && text.test(step.text)) found += 1;
  }
  return found;
}

async function callWithKey() {
  const { key } = await makeKey(lab.learner);
  return recordTrace('call', () => lab.send({ path: '/api/v1/meters', headers: withKey(key) }));
}

const connectApp = async () =>
  (await launchAttack({ refusal: '', removal: '', run: codeFlow }, lab, true, 'app')).steps;

describe('the usual pictures', { timeout: 90_000 }, () => {
  it('the key’s picture is an ordered part of what really happens', async () => {
    const { steps } = await callWithKey();
    expect(countInOrder(KEY_PICTURE, steps)).toBe(KEY_PICTURE.length);
    expect(countInOrder(KEY_PICTURE, steps.toReversed())).toBeLessThan(KEY_PICTURE.length);
  });

  it('OAuth’s picture is an ordered part of what really happens', async () => {
    const steps = await connectApp();
    expect(countInOrder(OAUTH_PICTURE, steps)).toBe(OAUTH_PICTURE.length);
    expect(countInOrder(OAUTH_PICTURE, steps.toReversed())).toBeLessThan(OAUTH_PICTURE.length);
    expect(JSON.stringify(steps)).not.toMatch(/tg_(at|rt)_[0-9A-Za-z]{20}/);
  });

  it('mTLS’s picture is an ordered part of what really happens', async () => {
    const { steps } = await recordTrace('call', genuineCall);
    expect(countInOrder(MTLS_PICTURE, steps)).toBe(MTLS_PICTURE.length);
    expect(countInOrder(MTLS_PICTURE, steps.toReversed())).toBeLessThan(MTLS_PICTURE.length);
  });

  it('every call that is allowed answered both questions', async () => {
    for (const { steps } of [await callWithKey(), await recordTrace('call', genuineCall)]) {
      const lanes = new Set(steps.map(({ lane }) => lane));
      expect(lanes).toContain('who');
      expect(lanes).toContain('may');
    }
  });
});

describe('the handshake, decoded from the bytes of a real connection', { timeout: 90_000 }, () => {
  it('has every message of mutual TLS 1.3, in order', async () => {
    const { steps } = await recordTrace('call', genuineCall);
    expect(steps.flatMap(({ name }) => /^tls\.(.+)$/.exec(name)?.[1] ?? [])).toEqual([
      'client.ClientHello',
      'server.ServerHello',
      'server.EncryptedExtensions',
      'server.CertificateRequest',
      'server.Certificate',
      'server.CertificateVerify',
      'server.Finished',
      'client.Certificate',
      'client.CertificateVerify',
      'client.Finished',
    ]);
  });
});
