import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { scanText } from '@/lib/auth/api-key/leak/scan-text';
import { printResult } from './print-result';

type Options = { staged?: boolean; json?: boolean };

const MAX_FILE_BYTES = 5_000_000;
const SKIPPED = new Set(['node_modules', '.git']);

const run = promisify(execFile);

async function scan(target: string, { staged, json }: Options): Promise<void> {
  const sources = staged ? readStaged() : readFiles(target);
  const findings: { file: string; line: number; column: number; masked: string }[] = [];
  let files = 0;
  for await (const { file, text } of sources) {
    files += 1;
    for (const found of scanText(text)) findings.push({ file, ...found });
  }
  const lines = findings.map(
    ({ file, line, column, masked }) => `${file}:${line}:${column}  ${masked}`,
  );
  const advice = 'Take them out. A key that was committed is known: roll or revoke it.';
  const text = findings.length > 0 ? [...lines, advice].join('\n') : `No keys in ${files} files.`;
  printResult(json, { files, findings }, text);
  if (findings.length > 0) process.exitCode = 1;
}

/** What is about to be committed, as it will be committed. */
async function* readStaged(): AsyncGenerator<{ file: string; text: string }> {
  const args = ['diff', '--cached', '--name-only', '--diff-filter=ACMR', '-z'];
  const { stdout } = await run('git', args);
  for (const file of stdout.split('\0').filter(Boolean)) {
    const shown = await run('git', ['show', `:${file}`], { maxBuffer: MAX_FILE_BYTES });
    yield { file, text: shown.stdout };
  }
}

async function* readFiles(target: string): AsyncGenerator<{ file: string; text: string }> {
  const info = await stat(target);
  if (info.isFile()) {
    if (info.size <= MAX_FILE_BYTES) yield { file: target, text: await readFile(target, 'utf8') };
    return;
  }
  if (!info.isDirectory()) return;
  for (const entry of await readdir(target, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name) || entry.isSymbolicLink()) continue;
    yield* readFiles(path.join(target, entry.name));
  }
}

/** Adds `tollgate scan [path]`: finds keys in files; exit code 1 where there are any. */
export function registerScan(program: Command): void {
  program
    .command('scan')
    .description('find API keys in files; exit code 1 where there are any')
    .argument('[path]', 'file or folder', '.')
    .option('--staged', 'what is about to be committed, for a pre-commit hook')
    .option('--json', 'print one JSON object')
    .action(scan);
}
