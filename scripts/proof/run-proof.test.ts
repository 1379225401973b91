import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Program, requireProgram } from './programs';
import { type Proof, runProof } from './run-proof';

const root = mkdtempSync(path.join(tmpdir(), 'tollgate-proof-'));
const lines: string[] = [];

beforeAll(() => {
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

async function prove(run: Proof['run']) {
  lines.length = 0;
  const code = await runProof('trial', { needs: ['nothing'], run }, [], root);
  return { code, last: lines.at(-1)?.trim() };
}

/** A killed process whose parent has not asked for its end yet (Z) no longer runs. */
const isAlive = (pid: number) =>
  !/^(Z.*)?$/.test(
    spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim(),
  );

describe('a proof', () => {
  it('passes when each check does, and leaves no folder', async () => {
    const result = await prove(async ({ report }) => {
      report.check('one and one is two', true);
      await report.attempt('it can be run', async () => 'it could');
    });
    expect(result).toEqual({ code: 0, last: 'trial: 2 passed, 0 failed' });
    expect(lines).toContain('  ok   it can be run: it could');
    expect(readdirSync(root)).toEqual(['cache']);
  });

  it('fails when one check does, and keeps its logs', async () => {
    const result = await prove(async ({ report }) => {
      report.check('one and one is two', true);
      report.check('one and one is three', false, 'it is 2');
    });
    expect(result).toEqual({ code: 1, last: 'trial: 1 passed, 1 failed' });
    expect(lines).toContain('  FAIL one and one is three: it is 2');
    expect(readdirSync(root)).toHaveLength(2);
  });

  it('fails when it checked nothing', async () => {
    expect(await prove(async () => {})).toEqual({ code: 1, last: 'trial: 0 passed, 0 failed' });
  });

  it('fails with one sentence when a program is missing', async () => {
    const result = await prove(async ({ report }) => {
      report.check('one and one is two', true);
      requireProgram('no-such-program', 'On Debian: apt-get install no-such-program.');
    });
    expect(result).toEqual({ code: 1, last: 'trial: 1 passed, 1 failed' });
    expect(lines).toContain(
      '  FAIL the proof ran to its end: no-such-program is not installed. On Debian: apt-get install no-such-program.',
    );
  });

  it('stops what it started, and what that started in a session of its own', async () => {
    let outer: Program | undefined;
    let inner = 0;
    await prove(async ({ programs, report }) => {
      const script = `
        const { spawn } = require('node:child_process');
        const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
        child.unref();
        require('node:fs').writeFileSync(process.argv[1], String(child.pid));
        setInterval(() => {}, 1000);`;
      const file = path.join(root, 'pid');
      outer = programs.start('outer', [process.execPath, '-e', script, file]);
      await vi.waitUntil(() => existsSync(file) && readFileSync(file, 'utf8'), { timeout: 10_000 });
      inner = Number(readFileSync(file, 'utf8'));
      report.check('both run', isAlive(outer.pid) && isAlive(inner));
    });
    expect(inner).toBeGreaterThan(0);
    await vi.waitUntil(() => !isAlive(outer?.pid ?? 0) && !isAlive(inner));
  });

  it('starts nothing once it is ending', async () => {
    let late: unknown;
    await prove(async ({ programs, signal }) => {
      signal.throwIfAborted();
      setTimeout(() => {
        try {
          programs.start('late', [process.execPath, '-e', '0']);
        } catch (error) {
          late = error;
        }
      }, 100);
      throw new Error('a fault that was made at the same time');
    });
    await vi.waitUntil(() => late, { timeout: 5_000 });
    expect(String(late)).toContain('late is not started');
  });

  it('gives a failing program’s last words', async () => {
    await prove(async ({ programs }) => {
      await programs.run('bad', [
        process.execPath,
        '-e',
        'console.error("no disk"); process.exit(3)',
      ]);
    });
    expect(lines.join('\n')).toContain('ended with 3: no disk');
  });
});

describe('npm run proof', () => {
  const run = async (...args: string[]) => {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'scripts/proof/main.ts', ...args]);
    const [out, err] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { out, err, code: child.exitCode };
  };

  it('lists the proofs', async () => {
    const { out, code } = await run();
    expect(code).toBe(0);
    for (const name of [
      'spire',
      'kubernetes',
      'cluster',
      'mcp',
      'oauth-clients',
      'ci-job',
      'node-versions',
      'enterprise-sign-on',
    ]) {
      expect(out).toContain(`  ${name} `);
    }
  });

  it('says that it does not know a name, also one that every object has', async () => {
    for (const name of ['nope', 'constructor', '../cluster']) {
      const { err, code } = await run(name);
      expect(code).toBe(2);
      expect(err).toContain(`There is no proof called ${name}.`);
    }
  });
});

describe('Ctrl-C', () => {
  it('stops every program and fails', async () => {
    const file = path.join(root, 'interrupt.mts');
    const module = (name: string) => JSON.stringify(path.resolve('scripts/proof', name));
    writeFileSync(
      file,
      `import { runProof } from ${module('run-proof.ts')};
       const run = async ({ programs, report }) => {
         report.check('it began', true);
         const child = programs.start('sleep', [process.execPath, '-e', 'setInterval(() => {}, 1000)']);
         console.log('pid=' + child.pid);
         await child.ended;
       };
       process.exitCode = await runProof('trial', { needs: [], run }, [], ${JSON.stringify(root)});`,
    );
    const child = spawn(process.execPath, ['scripts/run.mjs', file]);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await vi.waitUntil(() => /pid=\d+/.test(output), { timeout: 15_000 });
    const pid = Number(/pid=(\d+)/.exec(output)?.[1]);
    expect(isAlive(pid)).toBe(true);
    child.kill('SIGINT');
    await once(child, 'close');
    expect(child.exitCode).toBe(130);
    expect(output.trim().split('\n').at(-1)).toBe('trial: 1 passed, 1 failed');
    expect(isAlive(pid)).toBe(false);
  });
});
