import { Command } from 'commander';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { makePrincipal } from '@/e2e/oauth/support/authorization-world';
import { registerTrustCommands } from './trust-commands';

/** `tollgate trust`, as typed. */
const ISSUER = 'http://localhost:4321';
let printed = '';
let user = '';

provideTestDatabase();
beforeAll(() => {
  process.env.CI_ISSUER_PORT = '4321';
});
beforeEach(async () => {
  user = (await makePrincipal('Ada')).userId;
  vi.spyOn(console, 'log').mockImplementation((text) => {
    printed += `${String(text)}\n`;
  });
});
afterEach(() => void vi.restoreAllMocks());

async function trust(...words: string[]): Promise<string> {
  printed = '';
  const program = new Command().exitOverride();
  registerTrustCommands(program);
  await program.parseAsync(['trust', ...words], { from: 'user' });
  return printed;
}

const create = (...claims: string[]) => {
  const what = ['--issuer', ISSUER, '--audience', 'tollgate', '--scopes', 'events:write'];
  return trust('create', '--user', user, ...what, '--mode', 'test', '--json', ...claims);
};

test('knows the development issuer, lists and revokes a rule', async () => {
  const rule = z
    .object({ id: z.string(), platform: z.string() })
    .parse(JSON.parse(await create('--claim', 'repository_id=123')));
  expect(rule.platform).toBe('GitHub Actions');
  expect(await trust('list', '--user', user)).toContain(rule.id);
  expect(await trust('revoke', '--user', user, rule.id)).toContain('is revoked');
  expect(await trust('list', '--user', user)).toContain('No trust rule in test mode.');
  await expect(trust('revoke', '--user', user, rule.id)).rejects.toThrow(
    /no trust rule .* in force/,
  );
});

test('says what is wrong with a rule in a sentence', async () => {
  await expect(create('--claim', 'repository=octo-org/octo-app')).rejects.toThrow(
    /^claims: Name repository_id or repository_owner_id, .* repository: A name\./,
  );
  await expect(create('--claim', 'repository_id')).rejects.toThrow('Write a claim as name=value');
});
