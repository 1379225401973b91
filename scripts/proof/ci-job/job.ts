import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { z } from 'zod';
import type { ProofRun } from '../run-proof';

const ruleSchema = z.object({ id: z.string() });
const lineSchema = z.object({ step: z.string(), detail: z.string() });

/** A run of `job-node.mjs`. */
export type Job = {
  name: string;
  /** The library that exchanges the token. */
  client: string;
  rule: string;
  env?: Record<string, string>;
};

/** Runs `tollgate` with `--json`. */
export function tollgate(env: NodeJS.ProcessEnv, ...args: string[]): unknown {
  const command = ['scripts/run.mjs', 'scripts/tollgate/main.ts', ...args, '--json'];
  const { stdout, stderr } = spawnSync(process.execPath, command, { env, encoding: 'utf8' });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Creates a trust rule. @returns its id. */
export function trust(
  env: NodeJS.ProcessEnv,
  issuer: string,
  claim: string,
  ...more: string[]
): string {
  const to = ['--issuer', issuer, '--audience', 'tollgate', '--claim', claim];
  const rights = ['--scopes', 'events:write', '--mode', 'test'];
  return ruleSchema.parse(tollgate(env, 'trust', 'create', ...to, ...rights, ...more)).id;
}

/** Runs a job and judges each step. @returns its access token. */
export async function runJob(run: ProofRun, env: NodeJS.ProcessEnv, job: Job): Promise<string> {
  const lines = await readJob(run, env, job);
  const { report } = run;
  report.check('the job gets a token of its platform', lines.has('token'), lines.get('token'));
  report.check('it is exchanged', lines.has('exchange'), lines.get('exchange'));
  report.check('an event is accepted', lines.get('event')?.startsWith('201') ?? false);
  const again = lines.get('again') ?? 'nothing';
  report.check('the same token is refused a second time', again.includes('invalid_grant'), again);
  return lines.get('access-token') ?? '';
}

/** Runs a job. @returns what it said of each step that it came to. */
export async function readJob(run: ProofRun, env: NodeJS.ProcessEnv, job: Job) {
  const variables = {
    ...process.env,
    ...{ APP_URL: env.APP_URL, RULE: job.rule, CLIENT: job.client, EVENT: randomUUID() },
    ...job.env,
  };
  const program = run.programs.start(job.name, [process.execPath, 'job-node.mjs'], {
    env: variables,
    cwd: run.cache,
  });
  await program.ended;
  const lines = readFileSync(program.logFile, 'utf8').split('\n');
  const steps = lines.filter((line) => line.startsWith('{"step"'));
  return new Map(
    steps.map((line) => {
      const { step, detail } = lineSchema.parse(JSON.parse(line));
      return [step, detail];
    }),
  );
}
