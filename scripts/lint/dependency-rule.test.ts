import { ESLint } from 'eslint';
import { beforeAll, expect, test } from 'vitest';

const eslint = new ESLint();

async function lintImport(file: string, imported: string): Promise<string[]> {
  const code = `import { x } from '${imported}';\nexport const y = x;\n`;
  const [result] = await eslint.lintText(code, { filePath: file });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId ?? '');
}

// The first file loads every rule, which takes ten seconds and more on a busy machine.
beforeAll(() => lintImport('lib/db.ts', 'pg'), 120_000);

test.each([
  ['lib/auth/mtls/peer.ts', '@/lib/auth/api-key/key-format'],
  ['lib/auth/oauth/session/session-token.ts', '@/lib/auth/mtls/peer'],
  ['lib/auth/api-key/key-format.ts', '@/lib/usage/list-meters'],
  ['lib/usage/list-meters.ts', '@/lib/api/checks'],
  ['lib/http/problem.ts', '@/lib/auth/principal'],
  ['components/ui/button.tsx', '@/app/form-state'],
  ['services/billing/main.ts', '@/lib/auth/api-key/key-format'],
  ['lib/db.ts', '@/e2e/support/test-database'],
])('%s cannot import %s', async (file, imported) => {
  expect(await lintImport(file, imported)).toContain('boundaries/dependencies');
});

test.each([
  ['lib/usage/list-meters.ts', '@/lib/auth/authorize'],
  ['lib/auth/oauth/session/session.test.ts', '@/e2e/support/test-database'],
])('%s can import %s', async (file, imported) => {
  expect(await lintImport(file, imported)).not.toContain('boundaries/dependencies');
});
