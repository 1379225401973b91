import path from 'node:path';
import { getEnv } from '@/lib/env';

/** The workloads of this system that get an identity, with the host names they answer to. */
export const WORKLOADS: readonly { name: string; dnsNames: readonly string[] }[] = [
  { name: 'web', dnsNames: [] },
  { name: 'billing', dnsNames: ['localhost', 'billing'] },
];

/** Where the CA keeps its state. */
export function caDirectory(): string {
  return path.join(getEnv().DATA_DIR, 'ca');
}

/** Where a workload finds its identity. */
export function workloadDirectory(name: string): string {
  return path.join(getEnv().WORKLOAD_DIR, name);
}
