import { randomUUID } from 'node:crypto';

/** What these files ask of the program around them: numbers for your monitoring, names for requests. */
const metrics = {
  /** SPIFFE ID to the end of its certificate. */
  expiries: new Map<string, Date>(),
  identityRefusals: { count: 0, inc: () => void (metrics.identityRefusals.count += 1) },
};

export function getMetrics() {
  return metrics;
}

export function newId(): string {
  return randomUUID();
}

export function toPublicId(prefix: string, id: string): string {
  return `${prefix}_${id.replaceAll('-', '')}`;
}
