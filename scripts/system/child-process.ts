import { type ChildProcess, fork } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Refusal } from './refusal';

const STOP_LIMIT_MS = 12_000;
const PINO_ERROR = 50;
/**
 * V8's space for new objects, in megabytes; 16 is its default. These processes are idle most of the
 * time and keep what they grew to while they started: with 1 they need 110 MB less together. Not for
 * web, whose pages would cost 15 % more CPU.
 */
const SMALL_YOUNG_SPACE = '--max-semi-space-size=1';

/** What the launcher tells the web process of the build of the pages. */
export type LauncherMessage = { pages: { built: boolean; progress: string } };

/** What a process tells the launcher. */
export type ChildMessage = { ready?: boolean; failed?: string; key?: string; pages?: 'ready' };

/** One process of the system. */
export type Child = {
  name: string;
  ready: Promise<void>;
  /** Resolves with a sentence when the process ended, wanted or not. */
  ended: Promise<string>;
  send: (message: LauncherMessage) => void;
  stop: () => Promise<void>;
};

export type ChildOptions = {
  name: string;
  /** Its `main.ts`. */
  entry: string;
  dataDir: string;
  env?: Record<string, string>;
  /** Lets a debugger attach, on Node's port 9229. */
  inspect?: boolean;
  args?: readonly string[];
  onMessage?: (message: ChildMessage) => void;
  /** Its output is progress for the terminal, and no log. */
  showOutput?: boolean;
};

/**
 * Starts a process whose whole log goes to `<data folder>/log/<name>.log` and whose errors show on
 * the terminal. It stops by itself when this process is gone, since their channel closes.
 */
export function startChild({
  name,
  entry,
  dataDir,
  env = {},
  inspect,
  args = [],
  onMessage,
  showOutput,
}: ChildOptions): Child {
  const logFile = path.join(dataDir, 'log', `${name}.log`);
  mkdirSync(path.dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile);
  const child = fork('scripts/run.mjs', [entry, ...args], {
    env: { ...process.env, ...env },
    execArgv: [
      '--enable-source-maps',
      ...(name === 'web' ? [] : [SMALL_YOUNG_SPACE]),
      ...(inspect ? ['--inspect'] : []),
    ],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Ctrl-C goes to the terminal's whole group. The launcher stops its children in order instead.
    detached: true,
  });
  const heard: { failure?: string; lastLine?: string } = {};
  follow(child.stdout, (line) => {
    log.write(`${line}\n`);
    if (showOutput) console.log(line);
    else showError(name, line);
  });
  follow(child.stderr, (line) => {
    log.write(`${line}\n`);
    if (line.trim()) heard.lastLine = line.trim();
  });
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => {
      log.end();
      const reason = heard.failure ?? heard.lastLine ?? `it ended with ${signal ?? `code ${code}`}`;
      resolve(`${name}: ${reason.replace(/\.?$/, '.')} Its log is ${logFile}.`);
    });
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message: ChildMessage) => {
      if (message.failed) heard.failure = message.failed;
      onMessage?.(message);
      if (message.ready) resolve();
    });
    void ended.then((sentence) => reject(new Refusal(heard.failure ?? sentence)));
  });
  ready.catch(() => {});
  return {
    name,
    ready,
    ended,
    send: (message) => void (child.connected && child.send(message)),
    stop: () => stopChild(child, ended),
  };
}

function follow(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', onLine);
}

function showError(name: string, line: string): void {
  if (!line.startsWith('{')) return;
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: number;
      msg?: string;
      err?: { message?: string };
    };
    if ((level ?? 0) < PINO_ERROR) return;
    const detail = err?.message && err.message !== msg ? ` (${err.message})` : '';
    console.error(`  ${name}: ${msg ?? 'error'}${detail}`);
  } catch {
    // A line that is no record is in the log file as it is.
  }
}

async function stopChild(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(timer);
}
