import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIdentityFiles } from '@/lib/auth/mtls/identity/file-identity-source';
import { validateIdentity } from '@/lib/auth/mtls/identity/validate-identity';
import { movedClockOf } from '@/scripts/testing/moved-clock';

/** `tollgate cert …` as an operator types it, with no process of the CA running. */

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tollgate-cert-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function tollgate(args: string[], deployment = 'local'): Promise<{ code: number; out: string }> {
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    NODE_ENV: 'test' as const,
    DEPLOYMENT: deployment,
    DATA_DIR: folder,
    ENV_FILE: '',
    ...movedClockOf(process.env),
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['scripts/run.mjs', 'scripts/tollgate/main.ts', 'cert', ...args],
      { env },
      (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, out: stdout + stderr }),
    );
  });
}

const issue = (name: string, ttl: string, ...rest: string[]) =>
  tollgate([
    ...['issue', '--spiffe-id', `spiffe://tollgate.local/${name}`, '--ttl', ttl],
    ...['--out', path.join(folder, name), ...rest],
  ]);

describe('tollgate cert', () => {
  it('issues, lists and revokes', async () => {
    const issued = await issue('web', '5m', '--json');
    expect(issued.code).toBe(0);
    const { serial } = JSON.parse(issued.out);
    const files = await readIdentityFiles(path.join(folder, 'web'));
    const identity = await validateIdentity(files, new Date());
    expect(identity.id.id).toBe('spiffe://tollgate.local/web');
    expect(identity.chain[0].serial).toBe(serial);
    expect((await stat(path.join(folder, 'web', 'svid_key.pem'))).mode & 0o777).toBe(0o600);

    const revoked = await tollgate(['revoke', '--serial', serial]);
    expect(revoked).toMatchObject({ code: 0, out: expect.stringContaining('Revoked') });
    const listed = await tollgate(['list', '--json']);
    expect(JSON.parse(listed.out).certificates).toMatchObject([{ serial, status: 'revoked' }]);
    await issue('stranger', '1m');
    const crl = await readFile(path.join(folder, 'stranger', 'crl.pem'), 'utf8');
    await expect(validateIdentity({ ...files, crl }, new Date())).rejects.toThrow('revoked');
  });

  it.each([
    ['longer than policy', () => issue('x', '2h'), 'may live 3600 seconds at most'],
    ['for no time', () => issue('x', '0s'), 'at least a second'],
    ['for a length that is none', () => issue('x', 'soon'), 'Not a duration'],
    ['for an ID that is none', () => issue('../x', '5m'), 'issues for spiffe://tollgate.local/'],
    ['outside a local system', () => tollgate(['list'], 'production'), 'DEPLOYMENT=local'],
    [
      'of a serial that nobody has',
      () => tollgate(['revoke', '--serial', 'AB']),
      'knows no certificate',
    ],
  ])('refuses %s in one sentence', async (_what, run, sentence) => {
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(out).toContain(sentence);
    expect(out.trim().split('\n')).toHaveLength(1);
  });
});
