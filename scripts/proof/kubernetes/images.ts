import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { startPostgres } from '@/services/database/start-postgres';
import { Refusal } from '../../system/refusal';
import { freePorts } from '../../testing/test-system';
import { type Program, requireProgram, waitFor } from '../programs';
import type { ProofRun } from '../run-proof';
import { buildImage, confined, type Image, USER } from './build-image';

const START_LIMIT_MS = 240_000;

const manifestSchema = z.looseObject({ kind: z.string() });
const cronSchema = z.looseObject({
  spec: z.looseObject({
    jobTemplate: z.looseObject({
      spec: z.looseObject({
        template: z.looseObject({
          spec: z.looseObject({
            containers: z.tuple([z.looseObject({ command: z.array(z.string()) })]),
          }),
        }),
      }),
    }),
  }),
});

async function invoiceCommand(): Promise<string[]> {
  const text = await readFile('deploy/kubernetes/base/invoice-run.yaml', 'utf8');
  const [document] = parseAllDocuments(text).map((one) => manifestSchema.parse(one.toJS()));
  return cronSchema.parse(document).spec.jobTemplate.spec.template.spec.containers[0].command;
}

/** Builds both images' folders and starts what the manifests and compose.yaml start in them. */
export async function checkImages(run: ProofRun): Promise<void> {
  if (process.getuid?.() !== 0) throw new Refusal('The images are tried as root: use sudo.');
  requireProgram('setpriv', 'Debian: part of util-linux.');
  requireProgram('unshare', 'Debian: part of util-linux.');
  const root = await mkdtemp(path.join(os.tmpdir(), 'tollgate-images-'));
  await chmod(root, 0o755);
  const [databasePort = 0, webPort = 0, billingPort = 0, metricsPort = 0] = await freePorts(4);
  const folder = path.join(root, 'database');
  const database = await startPostgres({ folder, port: databasePort });
  try {
    await tryImages(run, root, {
      DATABASE_URL: database.url,
      BILLING_DATABASE_URL: database.url,
      PORT: String(webPort),
      APP_URL: `http://localhost:${webPort}`,
      BILLING_PORT: String(billingPort),
      BILLING_URL: `https://localhost:${billingPort}`,
      BILLING_METRICS_PORT: String(metricsPort),
    });
  } finally {
    await run.programs.stopAll();
    await database.stop();
    await rm(root, { recursive: true, force: true });
  }
}

async function tryImages(run: ProofRun, root: string, settings: Record<string, string>) {
  const { report, programs } = run;
  report.part('images');
  const web = await buildImage(run, 'web', root);
  const billing = await buildImage(run, 'billing', root);
  const [data, identity, tmp] = ['data', 'identity', 'tmp'].map((name) => path.join(root, name));
  for (const place of [data, identity, tmp]) {
    await programs.run(`folder-${path.basename(place ?? '')}`, [
      ...['install', '-d', '-o', String(USER), '-g', String(USER), place ?? ''],
    ] as [string, ...string[]]);
  }
  const secret = (length: number) => Buffer.alloc(length, 7).toString('base64url');
  const env = (image: Image): NodeJS.ProcessEnv => ({
    ...image.env,
    ...settings,
    HOME: '/nonexistent',
    TMPDIR: tmp,
    DATA_DIR: tmp,
    WORKLOAD_DIR: identity,
    AUTH_SECRET: secret(32),
    API_KEY_PEPPERS: `1:${secret(32)}`,
    ENCRYPTION_KEYS: `1:${secret(32)}`,
  });
  const start = (name: string, image: Image, words: readonly string[], more = {}): Program =>
    programs.start(name, confined(image.app, words), { env: { ...env(image), ...more } });
  const finish = async (name: string, image: Image, words: readonly string[]) => {
    await programs.run(name, confined(image.app, words), { env: env(image) });
  };

  await report.attempt('nothing can be written into an image', async () => {
    const touch = confined(web.app, ['sh', '-c', '! touch written 2>/dev/null && ! touch .next/x']);
    await programs.run('touch', touch, { env: env(web) });
  });
  await report.attempt('web: migrate deploy', () =>
    finish('migrate', web, ['node', 'scripts/prisma.mjs', 'migrate', 'deploy']),
  );
  const ca = start(
    'workload-ca',
    billing,
    ['node', 'scripts/run.mjs', 'services/workload-ca/main.ts'],
    {
      DEPLOYMENT: 'local',
      DATA_DIR: data,
    },
  );
  await report.attempt('billing: the development CA writes both identities', () =>
    waitFor('identities', START_LIMIT_MS, async () => {
      if (ca.hasEnded()) throw new Refusal(`it ended: see ${ca.logFile}`);
      const files = ['web', 'billing'].map((name) => path.join(identity ?? '', name, 'svid.pem'));
      return Promise.all(files.map((file) => readFile(file))).then(
        () => true,
        () => false,
      );
    }),
  );
  const billingProcess = start('billing', billing, billing.command);
  await report.attempt('billing: its default command is ready', () =>
    waitForAnswer(`http://127.0.0.1:${settings.BILLING_METRICS_PORT}/readyz`, billingProcess),
  );
  const webProcess = start('web', web, web.command);
  await report.attempt('web: its default command is ready', () =>
    waitForAnswer(`${settings.APP_URL}/readyz`, webProcess),
  );
  await report.attempt('web: the landing page', () =>
    waitForAnswer(`${settings.APP_URL}/`, webProcess),
  );
  await report.attempt('web: the invoice run of the CronJob', async () =>
    finish('invoice-run', web, await invoiceCommand()),
  );
}

async function waitForAnswer(url: string, program: Program): Promise<void> {
  await waitFor(url, START_LIMIT_MS, async () => {
    if (program.hasEnded()) throw new Refusal(`${program.name} ended: see ${program.logFile}`);
    return fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  });
}
