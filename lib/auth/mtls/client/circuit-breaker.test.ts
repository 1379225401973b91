import { describe, expect, it, vi } from 'vitest';
import { CircuitBreaker, CircuitOpenError } from './create-caller';

const fail = () => Promise.reject(new Error('down'));
const succeed = () => Promise.resolve('up');

function breakerAt(clock: { now: number }) {
  return new CircuitBreaker({ failures: 3, openMs: 1_000, now: () => clock.now });
}

async function trip(breaker: CircuitBreaker) {
  for (let call = 0; call < 3; call += 1) await expect(breaker.run(fail)).rejects.toThrow('down');
}

describe('CircuitBreaker', () => {
  it('opens after failures in a row and then does not call', async () => {
    const breaker = breakerAt({ now: 0 });
    await trip(breaker);
    const call = vi.fn(succeed);
    await expect(breaker.run(call)).rejects.toBeInstanceOf(CircuitOpenError);
    expect(call).not.toHaveBeenCalled();
  });

  it('counts only failures in a row', async () => {
    const breaker = breakerAt({ now: 0 });
    for (let round = 0; round < 5; round += 1) {
      await expect(breaker.run(fail)).rejects.toThrow('down');
      await expect(breaker.run(fail)).rejects.toThrow('down');
      await breaker.run(succeed);
    }
    expect(breaker.state).toBe('closed');
  });

  it('lets exactly one call probe after the pause, and closes when it succeeds', async () => {
    const clock = { now: 0 };
    const breaker = breakerAt(clock);
    await trip(breaker);
    clock.now = 1_001;
    let release = (_value: string) => {};
    const probe = breaker.run(() => new Promise<string>((resolve) => (release = resolve)));
    await expect(breaker.run(succeed)).rejects.toBeInstanceOf(CircuitOpenError);
    release('up');
    await expect(probe).resolves.toBe('up');
    await expect(breaker.run(succeed)).resolves.toBe('up');
  });

  it('a call from before it opened that ends during the probe lets no second one through', async () => {
    const clock = { now: 0 };
    const breaker = breakerAt(clock);
    let end = (_reason: Error) => {};
    const slow = breaker.run(() => new Promise<string>((_resolve, reject) => (end = reject)));
    await trip(breaker);
    clock.now = 1_001;
    let release = (_value: string) => {};
    const probe = breaker.run(() => new Promise<string>((resolve) => (release = resolve)));
    end(new Error('slow'));
    await expect(slow).rejects.toThrow('slow');
    clock.now = 3_000;
    const second = vi.fn(succeed);
    await expect(breaker.run(second)).rejects.toBeInstanceOf(CircuitOpenError);
    expect(second).not.toHaveBeenCalled();
    release('up');
    await probe;
  });

  it('opens again when the probe fails', async () => {
    const clock = { now: 0 };
    const breaker = breakerAt(clock);
    await trip(breaker);
    clock.now = 1_001;
    await expect(breaker.run(fail)).rejects.toThrow('down');
    expect(breaker.state).toBe('open');
  });

  it('after a probe that succeeded, the next outage is probed as well', async () => {
    const clock = { now: 0 };
    const breaker = breakerAt(clock);
    for (let outage = 1; outage <= 3; outage += 1) {
      await trip(breaker);
      clock.now += 1_001;
      await expect(breaker.run(succeed)).resolves.toBe('up');
      expect(breaker.state).toBe('closed');
    }
  });

  it('after a probe that failed, the next one is let through once the pause has passed', async () => {
    const clock = { now: 0 };
    const breaker = breakerAt(clock);
    await trip(breaker);
    clock.now = 1_001;
    await expect(breaker.run(fail)).rejects.toThrow('down');
    clock.now = 2_002;
    await expect(breaker.run(succeed)).resolves.toBe('up');
  });
});
