import { describe, expect, test } from 'vitest';
import { problem } from '@/lib/http/problem';
import { describeRefusal, MAX_LOGGED_ERRORS } from './describe-refusal';

const KEY = `tg_test_abcdefgh${'x'.repeat(37)}`;
const refuse = (pointer: string, detail = 'There is no such field.') =>
  describeRefusal(problem('validation-failed', { errors: [{ pointer, detail }] }));

describe('what the log keeps of a refusal', () => {
  test('is the detail that was answered, and each field with what is wrong', () => {
    expect(describeRefusal(problem('conflict', { detail: 'The key is revoked.' }))).toEqual({
      problem: 'conflict',
      detail: 'The key is revoked.',
      errors: null,
    });
    expect(refuse('/events/0/quantity', 'A number.')).toMatchObject({
      detail: expect.stringContaining('errors'),
      errors: [{ pointer: '/events/0/quantity', detail: 'A number.' }],
    });
  });

  test('is bounded, however much the caller sent', () => {
    const errors = Array(1_000).fill({
      pointer: `/${'a'.repeat(9_000)}`,
      detail: 'b'.repeat(9_000),
    });
    const kept = describeRefusal(problem('validation-failed', { errors }));
    expect(kept.errors).toHaveLength(MAX_LOGGED_ERRORS);
    expect(JSON.stringify(kept).length).toBeLessThan(6_000);
  });

  test('holds no secret, not even where the cut goes through one', () => {
    expect(JSON.stringify(refuse(`/${KEY}`, `No meter "${KEY}".`))).not.toContain('xxxx');
    expect(JSON.stringify(refuse(`/${'a'.repeat(75)}/${KEY}`))).not.toContain('xxxx');
  });

  test('can be stored, whatever the fields are called', () => {
    const [error] = refuse(`/a\0b\ud800${'𝄞'.repeat(60)}`).errors ?? [];
    expect(error?.pointer).toMatch(/^\/a\ufffdb\ufffd𝄞+/u);
    expect(error?.pointer).not.toMatch(/\0|\p{Surrogate}/u);
  });
});
