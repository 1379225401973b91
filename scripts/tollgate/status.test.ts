import { expect, test } from 'vitest';
import { describeProcess } from './status';

test('what is known of a process stands in lines that a terminal shows whole', () => {
  const lines = describeProcess({
    process: 'billing',
    ok: true,
    detail: {
      url: 'https://localhost:8443',
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      spiffe_id: 'spiffe://tollgate.local/billing',
      certificate_expires_at: '2026-11-26T05:30:00.000Z',
      next_rotation_at: '2026-11-26T05:00:00.000Z',
    },
  });
  expect(lines[0]).toBe(
    '  billing             serves  url: https://localhost:8443, protocol: TLSv1.3',
  );
  expect(lines.slice(1)).toEqual(
    [
      'cipher: TLS_AES_256_GCM_SHA384',
      'spiffe id: spiffe://tollgate.local/billing',
      'certificate expires at: 2026-11-26T05:30:00.000Z',
      'next rotation at: 2026-11-26T05:00:00.000Z',
    ].map((line) => `${' '.repeat(30)}${line}`),
  );
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a process of which nothing is known is one line', () => {
  expect(describeProcess({ process: 'web', ok: false, detail: {} })).toEqual([
    '  web                 down',
  ]);
});
