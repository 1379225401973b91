import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { getEnv } from '@/lib/env';

/** The README's tour, run as written, in one shell. Only the addresses of this system differ. */

const MARK = '@@block';

function readTour(): string[] {
  const readme = readFileSync('README.md', 'utf8');
  const tour = /## A two-minute tour[\s\S]*?(?=\n## )/.exec(readme)?.[0] ?? '';
  return [...tour.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, commands = '']) => commands);
}

function runTour(blocks: string[]): string[] {
  const env = getEnv();
  const script = blocks
    .join(`\necho; echo "${MARK}"\n`)
    .replaceAll('http://localhost:3000', env.APP_URL)
    .replaceAll('https://localhost:8443', env.BILLING_URL)
    .replaceAll('.data/', `${env.DATA_DIR}/`);
  const output = execFileSync('bash', ['-c', `exec 2>&1\n${script}\ntrue`], {
    encoding: 'utf8',
    env: process.env,
  });
  return output.split(MARK);
}

describe("the README's tour", () => {
  const blocks = readTour();
  let outputs: string[] = [];

  beforeAll(() => {
    outputs = runTour(blocks);
  }, 120_000);

  const output = (containing: string): string => {
    const index = blocks.findIndex((block) => block.includes(containing));
    expect(index, `no block with ${containing}`).toBeGreaterThanOrEqual(0);
    return outputs[index] ?? '';
  };

  it('makes a key that says who it is', () => {
    const answer = output('/api/v1/me');
    expect(answer).toContain('events:write');
    expect(answer).toContain('"mode":"test"');
  });

  it('sends an event and reads it back', () => {
    const answer = output('/api/v1/events');
    expect(answer).toMatch(/"accepted":1|"duplicates":1/);
    expect(answer).toMatch(/"total":"?\d/);
  });

  it('reads invoices that came over mutual TLS, and the state of every part', () => {
    const answer = output('/api/v1/invoices');
    expect(answer).toContain('inv_');
    expect(answer).toContain('TLSv1.3');
  });

  it('gets no word out of billing without a certificate', () => {
    const answer = output('refused in the handshake');
    expect(answer).toMatch(/certificate required|alert/i);
    expect(answer).not.toContain('{');
  });

  it('gets a refusal with a certificate of the wrong workload', () => {
    expect(output('cert issue')).toContain('peer-not-authorized');
  });
});
