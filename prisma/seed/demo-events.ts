import { createHash } from 'node:crypto';

/** One made-up event, before it has an id. */
export type DemoEvent = {
  clientId: string;
  meter: 'api_calls' | 'compute_seconds';
  quantity: string;
  time: Date;
  customer: string;
  properties: Record<string, string> | null;
};

export type DemoCustomer = {
  reference: string;
  /** Its part of the traffic, relative to the others. */
  weight: number;
  region: string;
};

const HOUR_MS = 3_600_000;
const ENDPOINTS = ['/compute', '/search', '/translate', '/render'];
/** How busy each hour of the day is (UTC); office hours carry most. */
const HOURS = [2, 1, 1, 1, 2, 3, 5, 8, 12, 14, 15, 14, 12, 13, 15, 14, 12, 10, 8, 6, 5, 4, 3, 2];
const WEEKEND_FACTOR = 0.35;
/** Growth from the first day to the last. */
const GROWTH = 0.6;

/**
 * Plausible usage between two times: busier in office hours and on weekdays, growing, the same for
 * the same input on every machine.
 * @param eventsPerHour the mean over the whole time, all customers together.
 */
export function makeDemoEvents(
  seed: string,
  customers: readonly DemoCustomer[],
  from: Date,
  to: Date,
  eventsPerHour: number,
): DemoEvent[] {
  const random = seededRandom(seed);
  const events: DemoEvent[] = [];
  const span = to.getTime() - from.getTime();
  for (let hour = from.getTime(); hour < to.getTime(); hour += HOUR_MS) {
    const expected = eventsPerHour * busyness(new Date(hour), (hour - from.getTime()) / span);
    const count = Math.floor(expected + random());
    for (let index = 0; index < count; index += 1) {
      const time = new Date(hour + Math.floor(random() * HOUR_MS));
      const event = makeEvent(random, pick(customers, random), time, events.length);
      if (time < to) events.push(event);
    }
  }
  return events;
}

function makeEvent(
  random: () => number,
  customer: DemoCustomer,
  time: Date,
  index: number,
): DemoEvent {
  const isCompute = random() < 0.4;
  const endpoint = ENDPOINTS[Math.floor(random() * ENDPOINTS.length)] ?? '/compute';
  return {
    clientId: `demo-${String(index + 1).padStart(6, '0')}`,
    meter: isCompute ? 'compute_seconds' : 'api_calls',
    quantity: isCompute
      ? (Math.ceil(random() ** 3 * 24_000) / 100 + 1).toFixed(2)
      : String(1 + Math.floor(random() ** 2 * 60)),
    time,
    customer: customer.reference,
    properties: isCompute ? { region: customer.region } : { endpoint, region: customer.region },
  };
}

/** About 1 on average over a week. */
function busyness(time: Date, progress: number): number {
  const weekday = time.getUTCDay();
  const day = weekday === 0 || weekday === 6 ? WEEKEND_FACTOR : 1.26;
  const hour = ((HOURS[time.getUTCHours()] ?? 1) * HOURS.length) / HOURS.reduce((a, b) => a + b);
  return day * hour * (1 - GROWTH / 2 + GROWTH * progress);
}

function pick(customers: readonly DemoCustomer[], random: () => number): DemoCustomer {
  let rest = random() * customers.reduce((sum, { weight }) => sum + weight, 0);
  const [first, ...others] = customers;
  if (!first) throw new Error('Demo events need a customer.');
  for (const customer of [first, ...others]) {
    rest -= customer.weight;
    if (rest < 0) return customer;
  }
  return first;
}

/** Numbers from 0 up to 1 that follow from a text (mulberry32). Not for secrets. */
function seededRandom(text: string): () => number {
  let state = createHash('sha256').update(text).digest().readUInt32BE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
