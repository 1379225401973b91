import { randomUUID } from 'node:crypto';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { makeTestEnv, startTestSystem } from '../../testing/test-system';
import type { Proof, ProofRun } from '../run-proof';
import { readJob, runJob, tollgate, trust } from './job';
import { proveJwtSvid } from './jwt-svid';
import { proveServiceAccount } from './service-account';

/** GitHub's package as most actions have it, and the newest; the clients that do the exchange. */
const PACKAGES = {
  'actions-core-1': 'npm:@actions/core@1.11.1',
  'actions-core-3': 'npm:@actions/core@3.0.1',
  'openid-client': '6.9.0',
  oauth4webapi: '3.8.8',
  'google-auth-library': '11.3.4',
};

const JOBS = [
  { core: 'actions-core-1', client: 'openid-client' },
  { core: 'actions-core-3', client: 'openid-client' },
  { core: 'actions-core-3', client: 'oauth4webapi' },
  { core: 'actions-core-3', client: 'google-auth-library' },
] as const;

/**
 * A CI job without a stored key: GitHub's own package gets the token, clients that others wrote
 * exchange it, and a Kubernetes API server and a SPIRE server are issuers where their proofs ran.
 *
 *   npm run proof -- ci-job                          starts a system of its own
 *   npm run proof -- ci-job http://localhost:3000    uses the one that runs there from this folder
 */
export const proof: Proof = {
  needs: [
    'npm packages of GitHub, Google and panva',
    'kubectl, etcd and what the proofs kubernetes and spire build, for their parts',
  ],
  async run(run) {
    const [url] = run.args;
    await install(run);
    const system = url ? undefined : await startTestSystem(await makeTestEnv('proof'));
    const env: NodeJS.ProcessEnv = system?.env ?? { ...process.env, APP_URL: url };
    try {
      await proveGitHub(run, env);
      await proveServiceAccount(run, env);
      await proveJwtSvid(run, env);
    } finally {
      await system?.stop();
    }
  },
};

async function install({ cache, programs }: ProofRun): Promise<void> {
  const manifest = { private: true, type: 'module', dependencies: PACKAGES };
  writeFileSync(path.join(cache, 'package.json'), JSON.stringify(manifest));
  await programs.run('npm', ['npm', 'install', '--no-audit', '--no-fund'], { cwd: cache });
  cpSync('scripts/proof/ci-job/job-node.mjs', path.join(cache, 'job-node.mjs'));
}

async function proveGitHub(run: ProofRun, env: NodeJS.ProcessEnv): Promise<void> {
  const repository = String(Date.now());
  const beginJob = (...options: string[]) => {
    const job = ['dev', 'ci-token', '--repository-id', repository, '--variables', ...options];
    return z.record(z.string(), z.string()).parse(tollgate(env, ...job));
  };
  const { ACTIONS_ID_TOKEN_REQUEST_URL: tokenUrl = '' } = beginJob();
  const issuer = new URL(tokenUrl).origin;
  const rule = trust(env, issuer, `repository_id=${repository}`);
  let accessToken = '';
  for (const { core, client } of JOBS) {
    run.report.part(`${PACKAGES[core].slice(4)}, exchanged by ${client} ${PACKAGES[client]}`);
    const job = { name: `${core}-${client}`, client, rule };
    accessToken = await runJob(run, env, { ...job, env: { ACTIONS_CORE: core, ...beginJob() } });
  }
  run.report.part("jobs that are refused, with GitHub's own package");
  for (const [what, options] of [
    ['a pull request', ['--event', 'pull_request']],
    ['another repository', ['--repository-id', '666']],
  ] as const) {
    const variables = { ACTIONS_CORE: 'actions-core-3', ...beginJob(...options) };
    const lines = await readJob(run, env, {
      ...{ name: what.replaceAll(' ', '-'), client: 'openid-client', rule, env: variables },
    });
    run.report.check(`${what} gets a token of the platform`, lines.has('token'));
    run.report.check(`${what} gets none of ours`, !lines.has('exchange'));
  }
  run.report.part('examples/ci/send-usage.sh, with curl');
  const token = z
    .object({ token: z.string() })
    .parse(
      tollgate(
        env,
        ...['dev', 'ci-token', '--repository-id', repository],
        '--audience',
        'tollgate',
      ),
    ).token;
  const output = await run.programs.run('send-usage', ['sh', 'examples/ci/send-usage.sh'], {
    env: {
      ...process.env,
      ...{ TOLLGATE_URL: env.APP_URL, TOLLGATE_RULE: rule, JOB_TOKEN: token },
      CI_RUN_ID: randomUUID(),
    },
  });
  run.report.check('it sends an event', output.includes('"accepted":1'), output.trim());
  run.report.part('revocation');
  const status = () => statusOf(String(env.APP_URL), accessToken);
  run.report.check('the last access token works', (await status()) === 200);
  tollgate(env, 'trust', 'revoke', rule);
  run.report.check('and does not once its rule is revoked', (await status()) === 401);
}

async function statusOf(appUrl: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${appUrl}/api/v1/me`, { headers })).status;
}
