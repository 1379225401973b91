import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { tokenFolder } from './token-store';

/**
 * The client id of this command line: `CLIENT_ID`, else what an earlier login noted, else a new
 * registration, made with this repository's own command line. It is no secret: a program that people
 * have on their machines can't keep one, so it is registered as public.
 * @throws {Error} where the system does not run.
 */
export async function loadClientId(): Promise<string> {
  if (process.env.CLIENT_ID) return process.env.CLIENT_ID;
  const file = path.join(tokenFolder(), 'command-line-client-id');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    const clientId = await register();
    await writeFile(file, clientId);
    return clientId;
  }
}

async function register(): Promise<string> {
  const words = ['scripts/run.mjs', 'scripts/tollgate/main.ts', 'app', 'create', '--public'];
  const options = {
    '--name': 'Command line',
    '--scopes': 'usage:read,events:read,events:write,invoices:read',
    '--required-scopes': 'usage:read',
  };
  const run = promisify(execFile);
  const all = [...words, '--json', ...Object.entries(options).flat()];
  const { stdout } = await run(process.execPath, all).catch(repeatSentence);
  return (JSON.parse(stdout) as { client_id: string }).client_id;
}

/** What the command said for people, without the line of Node.js that repeats the whole command. */
function repeatSentence(cause: Error & { stderr?: string }): never {
  throw new Error(cause.stderr?.trim() || cause.message, { cause });
}
