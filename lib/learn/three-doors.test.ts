import { expect, test } from 'vitest';
import { readRecordedRuns } from './recorded/recorded-run';
import { compareDoors } from './three-doors';

const doors = compareDoors();

test('each door carries one call, and answers both questions', () => {
  expect(doors.map(({ style }) => style)).toEqual(['api-key', 'oauth', 'mtls']);
  for (const { phases } of doors) {
    expect(phases.sent).toHaveLength(1);
    expect(phases.who.length).toBeGreaterThan(0);
    expect(phases.may.length).toBeGreaterThan(0);
  }
});

test('only mTLS sends no secret; its certificates are issued before the recording', () => {
  const [key, oauth, mtls] = doors;
  expect(key?.phases.before.length).toBeGreaterThan(0);
  expect(oauth?.phases.before.length).toBeGreaterThan(4);
  expect(mtls?.phases.before).toEqual([]);
  expect(key?.phases.sent[0]?.detail).toMatch(/^x-api-key: tg_test_/);
  expect(oauth?.phases.sent[0]?.detail).toMatch(/^authorization: Bearer tg_at_/);
  expect(mtls?.phases.sent[0]?.detail).toBeNull();
});

test('key and token share their checks of permission; mTLS has its own', () => {
  const [key, oauth, mtls] = doors;
  const scope = 'lib/auth/authorize.ts#requireScope:scopes';
  for (const door of [key, oauth]) {
    expect(door?.phases.may.find(({ code }) => code === scope)?.shared).toBe(true);
  }
  expect(mtls?.phases.may.some(({ shared }) => shared)).toBe(false);
  expect(key?.phases.who.some(({ shared }) => !shared)).toBe(true);
});

test('each step of a recording is in one phase, once', () => {
  for (const { style, phases } of doors) {
    const texts = Object.values(phases).flatMap((steps) => steps.map(({ text }) => text));
    const recorded = readRecordedRuns(style).guarded.steps.map(({ text }) => text);
    expect(texts.toSorted()).toEqual(recorded.toSorted());
  }
});
