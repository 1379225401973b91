import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from './refusal';

const SHOWN_LINES = 25;

type CommandOptions = {
  name: string;
  dataDir: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Told the last line of what was printed just now. */
  onProgress?: (line: string) => void;
};

/**
 * Runs a command to its end with its output in a log file.
 * @throws {Refusal} with the end of the output, where it fails.
 */
export async function runCommand(
  command: [program: string, args: string[]],
  options: CommandOptions,
): Promise<void> {
  const logFile = path.join(options.dataDir, 'log', `${options.name}.log`);
  mkdirSync(path.dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile);
  const child = spawn(...command, {
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: options.signal,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log.write(chunk);
      output = (output + chunk.toString()).slice(-20_000);
      const line = chunk.toString().trim().split('\n').at(-1);
      if (line) options.onProgress?.(line.trim());
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  log.end();
  if (code === 0) return;
  const end = output.trim().split('\n').slice(-SHOWN_LINES).join('\n');
  throw new Refusal(`${end}\n${options.name} failed. The whole output is in ${logFile}.`);
}
