import type { Command } from 'commander';
import { z } from 'zod';
import { getEnv } from '@/lib/env';
import { printResult } from './print-result';

type Options = {
  repositoryId: string;
  audience?: string;
  repository?: string;
  ref?: string;
  event?: string;
  environment?: string;
  variables?: boolean;
  json?: boolean;
};

const variablesSchema = z.object({
  ACTIONS_ID_TOKEN_REQUEST_URL: z.url(),
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: z.string(),
});

async function ciToken(options: Options): Promise<void> {
  const variables = await beginJob(options);
  if (options.variables) {
    const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`);
    return printResult(options.json, variables, lines.join('\n'));
  }
  if (!options.audience) throw new Error('Give --audience, as the trust rule names it.');
  const url = new URL(variables.ACTIONS_ID_TOKEN_REQUEST_URL);
  url.searchParams.set('audience', options.audience);
  const authorization = `bearer ${variables.ACTIONS_ID_TOKEN_REQUEST_TOKEN}`;
  const response = await fetch(url, { headers: { authorization } });
  if (!response.ok) throw new Error(`The development issuer answered ${response.status}.`);
  const { value } = z.object({ value: z.string() }).parse(await response.json());
  printResult(options.json, { token: value }, value);
}

/** @throws {Error} one sentence, where the issuer does not run or refuses the job. */
async function beginJob(options: Options) {
  const { repositoryId, repository, ref, event, environment } = options;
  const origin = `http://localhost:${getEnv().CI_ISSUER_PORT}`;
  const job = { repository_id: repositoryId, repository, ref, event_name: event, environment };
  const response = await fetch(`${origin}/development/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(job),
  }).catch((cause: unknown) => {
    throw new Error(`Nothing answers at ${origin}. Is the system running (npm start)?`, { cause });
  });
  const body: unknown = await response.json();
  if (response.ok) return variablesSchema.parse(body);
  throw new Error(z.object({ message: z.string() }).parse(body).message);
}

/** Adds `tollgate dev ci-token`: a pretended CI job at the development issuer. */
export function registerDevCommands(program: Command): void {
  const dev = program.command('dev').description('the development stand-ins');
  dev
    .command('ci-token')
    .description('print a token of the development issuer of CI jobs')
    .requiredOption('--repository-id <id>', 'the number of the repository')
    .option('--audience <audience>', 'the service that the token is for')
    .option('--repository <name>', 'owner/name')
    .option('--ref <ref>', 'such as refs/heads/main')
    .option('--event <event>', 'such as push or pull_request')
    .option('--environment <name>', 'the deployment environment')
    .option('--variables', 'print what @actions/core reads instead, as shell exports')
    .option('--json', 'print one JSON object')
    .action(ciToken);
}
