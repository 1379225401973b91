import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const KEY = 'tg_live_Ab12Cd34S3cretS3cretS3cretS3cretS3cretS3cretS3';

/** Writes one line in a process of its own, as a service does, and returns what reached stdout. */
function written(fields: object, message: string): string {
  const program = `
    import { createLog } from './lib/log.ts';
    createLog('probe').info(${JSON.stringify(fields)}, ${JSON.stringify(message)});
  `;
  return execFileSync('node', ['--import', 'tsx', '--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
}

describe('log', () => {
  it('masks a key inside a message and inside any field', () => {
    const line = written(
      { url: `/x?api_key=${KEY}`, err: { message: `bad ${KEY}` } },
      `saw ${KEY}`,
    );
    expect(line).toContain('tg_live_Ab12Cd34…');
    expect(line).not.toContain('S3cret');
  });

  it('drops fields that name a secret', () => {
    const line = written(
      { headers: { authorization: 'Bearer abc', cookie: 'a=b', 'x-api-key': 'abc' } },
      'request',
    );
    expect(line).not.toContain('abc');
    expect(line).not.toContain('a=b');
  });

  it('writes one JSON object a line, with the process that wrote it', () => {
    const entry: unknown = JSON.parse(written({ status: 200 }, 'served'));
    expect(entry).toMatchObject({ process: 'probe', status: 200, msg: 'served' });
  });
});
