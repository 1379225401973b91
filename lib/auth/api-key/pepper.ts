import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { EnvError, getEnv, requireSecret } from '@/lib/env';
import { createLog } from '@/lib/log';
import { oncePerProcess } from '@/lib/once-per-process';

/**
 * Peppers: secrets outside the database that each digest is keyed with. Without one, a copy of the
 * database can neither use a key nor confirm one that was found elsewhere, and anyone who can write to
 * the database still cannot mint a key.
 */
export type Peppers = {
  /** The version that new digests are made with: the highest that is not on standby. */
  issuing: number;
  byVersion: ReadonlyMap<number, KeyObject>;
};

const MIN_PEPPER_BYTES = 32;
const ENTRY = /^([1-9][0-9]*):([A-Za-z0-9_-]+)(:standby)?$/;

/**
 * Reads `1:<base64url>,2:<base64url>[:standby]`. A pepper on standby verifies but does not issue, so
 * that a new one can reach every process before the first key depends on it.
 * @throws {EnvError} for anything else, never quoting a pepper.
 */
export function parsePeppers(text: string): Peppers {
  const byVersion = new Map<number, KeyObject>();
  let issuing = 0;
  for (const entry of text.split(',')) {
    const match = ENTRY.exec(entry.trim());
    const version = Number(match?.[1]);
    const pepper = Buffer.from(match?.[2] ?? '', 'base64url');
    if (!match || pepper.length < MIN_PEPPER_BYTES || byVersion.has(version)) {
      throw new EnvError(
        'API_KEY_PEPPERS: write 1:<base64url of at least 32 bytes>, then 2:… and so on. See .env.example.',
      );
    }
    byVersion.set(version, createSecretKey(pepper));
    if (!match[3]) issuing = Math.max(issuing, version);
  }
  if (issuing === 0) throw new EnvError('API_KEY_PEPPERS: at least one pepper must issue.');
  return { issuing, byVersion };
}

const holder = oncePerProcess('peppers', () => ({ current: undefined as Peppers | undefined }));

/** The peppers of this process. */
export function getPeppers(): Peppers {
  holder.current ??= parsePeppers(requireSecret('API_KEY_PEPPERS'));
  return holder.current;
}

/** The pepper that new digests are made with. */
export function issuingPepper(): { version: number; secret: KeyObject } {
  const { issuing, byVersion } = getPeppers();
  const secret = byVersion.get(issuing);
  if (!secret) throw new EnvError('API_KEY_PEPPERS: the issuing pepper is missing.');
  return { version: issuing, secret };
}

/** Takes a new set without a restart. */
export function setPeppers(peppers: Peppers): void {
  holder.current = peppers;
}

/**
 * What the database holds of a key: HMAC-SHA-256 over the whole key.
 * @see RFC 2104
 */
export function digestApiKey(key: string, pepper: KeyObject): Buffer {
  return createHmac('sha256', pepper).update(key).digest();
}

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
