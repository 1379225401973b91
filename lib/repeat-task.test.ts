import pino from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { backoffMs, repeatTask } from './repeat-task';

const log = pino({ level: 'silent' });

describe('repeated task', () => {
  it('waits twice as long after each failure, five minutes at most, with jitter', () => {
    expect(backoffMs(5_000, 0)).toBe(5_000);
    expect(backoffMs(5_000, 1, 1)).toBe(10_000);
    expect(backoffMs(5_000, 1, 0)).toBe(5_000);
    expect(backoffMs(5_000, 60, 1)).toBe(300_000);
  });

  it('goes on after a failure', async () => {
    const task = vi.fn(async () => {
      if (task.mock.calls.length === 1) throw new Error('once');
    });
    const repeated = repeatTask(log, 'test', 1, task);
    await vi.waitFor(() => expect(task.mock.calls.length).toBeGreaterThan(2));
    await repeated.stop();
  });

  it('stops at once in a pause and not before a run has ended', async () => {
    let finish = () => {};
    let ended = false;
    const task = vi.fn(async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      ended = true;
    });
    const repeated = repeatTask(log, 'test', 3_600_000, task);
    const stopped = repeated.stop().then(() => expect(ended).toBe(true));
    finish();
    await stopped;
    expect(task).toHaveBeenCalledTimes(1);
  });
});
