import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { spawnWeb } from '@/e2e/support/spawn-web';
import { prismaCommand, prismaEnv } from '@/scripts/prisma.mjs';
import { useDatabase } from './support/application';
import { type Postgres, POSTGRES, startPostgres } from './support/postgres';
import { createWorkplace, describeWith, runToEnd, type Workplace } from './support/programs';

describeWith(
  [...POSTGRES, 'openssl'],
  'a PostgreSQL whose certificate is of a private authority',
  () => {
    let place: Workplace;
    let postgres: Postgres;
    let plain: Postgres;
    let certificate: string;

    beforeAll(async () => {
      place = await createWorkplace();
      certificate = path.join(place.folder, 'server.crt');
      const key = path.join(place.folder, 'server.key');
      const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
      const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
      await runToEnd(
        place.spawn('openssl', [...request, ...names, '-keyout', key, '-out', certificate]),
      );
      postgres = await startPostgres([
        'ssl=on',
        `ssl_cert_file=${certificate}`,
        `ssl_key_file=${key}`,
      ]);
      plain = await startPostgres();
      useDatabase(postgres.url);
    });
    afterAll(async () => {
      await plain?.remove();
      await postgres?.remove();
      await place?.remove();
    });

    const urlWith = (query: string, host = 'localhost') => {
      const url = new URL(postgres.url);
      url.hostname = host;
      return `${url.href}?${query}`;
    };
    const startWith = (url: string) => spawnWeb({ DATABASE_URL: url });
    const trusted = () => `sslmode=verify-full&sslrootcert=${certificate}`;

    test('is refused in one sentence while nobody vouches for the certificate', async () => {
      await expect(startWith(urlWith('sslmode=require'))).rejects.toThrow(
        /^DATABASE_URL \(localhost:\d+\/tollgate\): its certificate is signed by an authority that Node.js does not know\. Add sslrootcert=<file> /,
      );
    });

    test('works with sslrootcert', async () => {
      const web = await startWith(urlWith(trusted()));
      // A machine with other work to do may not answer the first probe in time.
      const ready = async () => (await fetch(`${web.url}/readyz`)).status === 200;
      await vi.waitUntil(ready, { timeout: 60_000, interval: 500 });
      await web.stop();
    });

    test('is refused by a name that is not in the certificate', async () => {
      await expect(startWith(urlWith(trusted(), '127.0.0.1'))).rejects.toThrow(
        /its certificate is for another host name\. /,
      );
    });

    test('a file that cannot be read, and a server without TLS, are one sentence each', async () => {
      await expect(startWith(urlWith('sslmode=verify-full&sslrootcert=/none'))).rejects.toThrow(
        /^DATABASE_URL \(.*\): a file that sslrootcert, sslcert or sslkey names cannot be read/,
      );
      await expect(startWith(`${plain.url}?sslmode=require`)).rejects.toThrow(
        /^DATABASE_URL \(.*\): the server does not offer TLS, which sslmode asks for/,
      );
    });

    test('the migration says what to do, and runs with sslrootcert', () => {
      const migrate = (url: string) => {
        const [command, args] = prismaCommand('web', ['migrate', 'status']);
        const env = prismaEnv({ ...process.env, DATABASE_URL: url });
        return spawnSync(command, args, { env, encoding: 'utf8' });
      };
      const refused = migrate(urlWith('sslmode=require'));
      expect(refused.stderr + refused.stdout).toContain('Add sslrootcert=<file>');
      expect(refused.stderr + refused.stdout).not.toContain('Could not parse');
      const reached = migrate(urlWith(trusted()));
      expect(reached.stderr + reached.stdout).toContain('migrations found');
    });
  },
);
