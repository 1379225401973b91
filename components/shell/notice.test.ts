import { expect, it } from 'vitest';
import { readNotice, writeNotice } from './notice';

it('carries a notice and what it is about', () => {
  const view = { notice: 'webhook-deleted', stamp: '1', object: 'whe_1' } as const;
  expect(readNotice(writeNotice(view))).toEqual(view);
});

it.each([undefined, '', 'toString.1', 'no-such-notice.1', '.'])('reads nothing in %s', (text) => {
  expect(readNotice(text)).toBeNull();
});
