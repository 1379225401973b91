import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { apiServerFile, startApiServer } from '../kubernetes/api-server';
import type { ProofRun } from '../run-proof';
import { readJob, runJob, tollgate, trust } from './job';

const accountSchema = z.object({ metadata: z.object({ uid: z.string() }) });

/** A service account's token, as `kubectl create token` gets it: signed by the API server. */
export async function proveServiceAccount(run: ProofRun, env: NodeJS.ProcessEnv): Promise<void> {
  const { report, programs } = run;
  report.part('a service account of a Kubernetes API server');
  const cache = path.resolve(run.cache, '../kubernetes');
  if (!existsSync(apiServerFile(cache))) {
    report.note('not run: `npm run proof -- kubernetes` builds the API server first');
    return;
  }
  const { kubeconfig } = await startApiServer({ ...run, cache });
  let calls = 0;
  const kubectl = (...args: string[]) =>
    programs.run(`kubectl-${(calls += 1)}`, ['kubectl', '--kubeconfig', kubeconfig, ...args]);
  await kubectl('create', 'serviceaccount', 'usage');
  const account = accountSchema.parse(
    JSON.parse(await kubectl('get', 'serviceaccount', 'usage', '-o', 'json')),
  );
  const metadata = JSON.parse(await kubectl('get', '--raw', '/.well-known/openid-configuration'));
  const jwks = path.join(run.folder, 'jwks.json');
  writeFileSync(jwks, await kubectl('get', '--raw', '/openid/v1/jwks'));
  const { issuer } = z.object({ issuer: z.string() }).parse(metadata);
  const claim = `/kubernetes.io/serviceaccount/uid=${account.metadata.uid}`;
  const keys = ['--platform', 'kubernetes', '--jwks', jwks];
  const rule = trust(env, issuer, claim, ...keys);
  const writeToken = async (...options: string[]) => {
    const token = await kubectl('create', 'token', 'usage', ...options);
    const file = path.join(run.folder, `token-${calls}`);
    writeFileSync(file, token, { mode: 0o600 });
    return { SUBJECT_TOKEN_FILE: file };
  };
  const job = { client: 'openid-client', rule };
  const fits = await writeToken('--audience', 'tollgate');
  await runJob(run, env, { ...job, name: 'service-account', env: fits });
  const other = await writeToken();
  const lines = await readJob(run, env, { ...job, name: 'other-audience', env: other });
  report.check('a token for the API server itself is refused', !lines.has('exchange'));
  await kubectl('delete', 'serviceaccount', 'usage');
  await kubectl('create', 'serviceaccount', 'usage');
  const recreated = await writeToken('--audience', 'tollgate');
  const again = await readJob(run, env, { ...job, name: 'recreated', env: recreated });
  report.check('an account made again under the same name is refused', !again.has('exchange'));
  tollgate(env, 'trust', 'revoke', rule);
}
