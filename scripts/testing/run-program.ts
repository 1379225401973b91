import { spawn } from 'node:child_process';

/** Runs a JavaScript file with its output on this terminal. Resolves with its exit code. */
export function runProgram(
  script: string,
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** A heading between the parts of a long output. */
export function announcePart(text: string): void {
  console.log(`\n== ${text}`);
}
