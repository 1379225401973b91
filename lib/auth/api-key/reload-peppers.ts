import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { parsePeppers, setPeppers } from './pepper';

/** `tollgate peppers rotate` notifies it once the file is written. */
export const PEPPER_CHANNEL = 'tollgate_peppers_changed';

/** Where the local system keeps its secrets. */
export function localSecretsFile(): string {
  return path.join(getEnv().DATA_DIR, 'local.env');
}

/**
 * Takes the peppers of the local system's file, where there is one, without a restart. In production
 * they come with the environment: the runbook adds a pepper on standby first.
 */
export function reloadPeppers(): void {
  if (getEnv().DEPLOYMENT !== 'local') return;
  try {
    const { API_KEY_PEPPERS } = parseEnv(readFileSync(localSecretsFile(), 'utf8'));
    if (API_KEY_PEPPERS) setPeppers(parsePeppers(API_KEY_PEPPERS));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    createLog('api-key').error({ err: error }, 'peppers not reloaded, the old ones go on');
  }
}
