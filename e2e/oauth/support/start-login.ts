import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';

export type StartedLogin = { child: ChildProcess; code: string; output: () => string };

/**
 * Starts a login of the command line, as far as the line with the code.
 * @param words what Node is given.
 * @throws {Error} with its output, where it ends before.
 */
export async function startLogin(words: string[], env: NodeJS.ProcessEnv): Promise<StartedLogin> {
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const code = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        output += data.toString();
        const shown = /enter this code: ([A-Z]{4}-[A-Z]{4})/.exec(output)?.[1];
        if (shown) resolve(shown);
      });
    }
    child.once('close', () => reject(new Error(output)));
  });
  return { child, code, output: () => output };
}
