import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTestEnv } from '@/scripts/testing/test-system';
import { runLauncher, takenPorts } from './support/launcher';

/** A start that can't work ends at once, with one sentence, code 1 and nothing half-started. */

let env: NodeJS.ProcessEnv;
let folder: string;

beforeEach(async () => {
  env = await makeTestEnv('bad-input');
  folder = env.DATA_DIR ?? '';
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function expectRefusal(changes: Record<string, string>, ...words: string[]): Promise<void> {
  const { code, output } = await runLauncher({ ...env, ...changes });
  expect(code).toBe(1);
  for (const word of words) expect(output).toContain(word);
  expect(output.split('\n')).toHaveLength(1);
  expect(output).not.toContain('    at ');
  expect(await takenPorts(env)).toEqual([]);
}

describe('npm start with', () => {
  it('a taken port names the port and the variable, before anything starts', async () => {
    const server = createServer();
    const port = Number(env.BILLING_PORT);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const { code, output } = await runLauncher(env);
    await new Promise((resolve) => server.close(resolve));
    expect({ code, output }).toMatchObject({
      code: 1,
      output: `Port ${port} (billing; set BILLING_PORT) is taken. Stop what listens there, or set the variable to a free port.`,
    });
    expect(readdirSync(folder)).toEqual(['local.env']);
  });

  it('one port for two processes names both', async () => {
    await expectRefusal({ BILLING_PORT: env.PORT ?? '' }, 'the app', 'billing', 'BILLING_PORT');
  });

  it('a port that is no number says so', async () => {
    await expectRefusal({ PORT: 'web' }, 'Wrong configuration. PORT:');
  });

  it('a database that does not answer says where it was looked for', async () => {
    const url = `postgres://tollgate@127.0.0.1:${env.DATABASE_PORT}/tollgate`;
    await expectRefusal({ DATABASE_URL: url }, `127.0.0.1:${env.DATABASE_PORT}`, 'ECONNREFUSED');
  });

  it('a URL that is no database says so', async () => {
    await expectRefusal(
      { DATABASE_URL: 'mysql://localhost' },
      'Wrong configuration. DATABASE_URL:',
    );
  });

  it('a database URL with several hosts, or a password that is no URL, says what to do', async () => {
    await expectRefusal(
      { DATABASE_URL: 'postgres://ada@one:5432,two:5432/tollgate' },
      'DATABASE_URL: names several hosts',
      'a proxy such as HAProxy',
    );
    await expectRefusal(
      { DIRECT_DATABASE_URL: 'postgres://ada:s#cret@one/tollgate' },
      'DIRECT_DATABASE_URL: is not a valid URL. Percent-encode',
    );
  });

  it("someone else's folder leaves it alone", async () => {
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'thesis.txt'), 'years of work');
    await expectRefusal({}, "holds files that are not Tollgate's");
    expect(readdirSync(folder)).toEqual(['thesis.txt']);
  });

  it('data of another PostgreSQL says what to do', async () => {
    mkdirSync(path.join(folder, 'database'), { recursive: true });
    writeFileSync(path.join(folder, 'database/PG_VERSION'), '14\n');
    const { code, output } = await runLauncher(env);
    expect(code).toBe(1);
    expect(output).toContain(
      'holds PostgreSQL 14 data; PostgreSQL 18 is needed. Run `npm run reset`',
    );
    expect(await takenPorts(env)).toEqual([]);
  });

  it('secrets that can not be read says which file', async () => {
    mkdirSync(path.join(folder, 'local.env'), { recursive: true });
    await expectRefusal({}, 'local.env', "can't be read");
  });

  it('DEPLOYMENT=production starts nothing made up', async () => {
    await expectRefusal({ DEPLOYMENT: 'production' }, '`npm start` runs a local system');
  });
});
