import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

/** What Tollgate gave the app when it was registered. */
export type Registration = { client_id: string; client_secret: string };

/**
 * The app's registration: `CLIENT_ID` and `CLIENT_SECRET`, else the file that an earlier start left
 * in the data folder, else a new one, made with this repository's own command line. An app of yours
 * has only the first: someone registers it in Developers, Apps.
 * @throws {Error} one sentence, where the system does not run.
 */
export async function loadRegistration(redirectUri: string): Promise<Registration> {
  const { CLIENT_ID, CLIENT_SECRET } = process.env;
  if (CLIENT_ID && CLIENT_SECRET) return { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
  const name = `third-party-app-${new URL(redirectUri).port}.json`;
  const file = path.join(process.env.DATA_DIR || '.data', name);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Registration;
  } catch {
    const made = await register(redirectUri);
    await writeFile(file, JSON.stringify(made), { mode: 0o600 });
    return made;
  }
}

async function register(redirectUri: string): Promise<Registration> {
  const words = ['scripts/run.mjs', 'scripts/tollgate/main.ts', 'app', 'create', '--json'];
  const options = {
    '--name': 'Usage Charts',
    '--redirect-uri': redirectUri,
    '--user': 'grace',
    '--scopes': 'usage:read,events:read',
    '--required-scopes': 'usage:read',
  };
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [
    ...words,
    ...Object.entries(options).flat(),
  ]).catch(repeatSentence);
  return JSON.parse(stdout) as Registration;
}

/** What the command said for people, without the line of Node.js that repeats the whole command. */
function repeatSentence(cause: Error & { stderr?: string }): never {
  throw new Error(cause.stderr?.trim() || cause.message, { cause });
}
