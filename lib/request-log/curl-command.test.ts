import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { toCurl } from './curl-command';

const ORIGIN = 'http://localhost:3000';
const curlOf = (method: string, path: string, credentialId = 'UNAQc4Mm') =>
  toCurl({ method, path, credentialId }, ORIGIN);

/** The arguments that a shell makes of a command. */
function parse(command: string | null): string[] {
  const script = `KEY=k; TOKEN=t; curl() { printf '%s\\n' "$@"; }; ${command}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n');
}

test('a read is one address and one credential, which is a variable', () => {
  expect(curlOf('GET', '/api/v1/meters')).toContain('$KEY');
  const url = `${ORIGIN}/api/v1/meters`;
  expect(parse(curlOf('GET', '/api/v1/meters'))).toEqual([url, '-H', 'X-API-Key: k']);
  expect(parse(curlOf('HEAD', '/api/v1/meters'))).toEqual(['--head', url, '-H', 'X-API-Key: k']);
  expect(parse(curlOf('GET', '/api/v1/meters', 'grt_0356vKjJQ61Fp4yx0ncPbW'))).toEqual([
    url,
    '-H',
    'Authorization: Bearer t',
  ]);
});

test('a write sends its body from a file', () => {
  expect(parse(curlOf('POST', '/api/v1/events'))).toEqual([
    ...['-X', 'POST', `${ORIGIN}/api/v1/events`, '-H', 'X-API-Key: k'],
    ...['-H', 'Content-Type: application/json', '--data', '@body.json'],
  ]);
  expect(curlOf('DELETE', '/api/v1/webhook-endpoints/1')).not.toContain('--data');
});

test.each(["/api/v1/x';echo injected;'", '/api/v1/$(echo injected)', '/api/v1/`echo injected`'])(
  'the path %s cannot leave its quotes',
  (path) => {
    expect(parse(curlOf('GET', path))[0]).toBe(ORIGIN + path);
  },
);

test('what was no request of the API has no command', () => {
  expect(curlOf('POST', '/mcp#who_am_i')).toBeNull();
});
