import path from 'node:path';
import type { Logger } from 'pino';
import {
  readIdentityFiles,
  watchIdentityFiles,
} from '@/lib/auth/mtls/identity/file-identity-source';
import { WorkloadApiServer } from './workload-api-server';

/** Of a Unix socket's path, in bytes; macOS allows fewest. */
const MAX_PATH_BYTES = 103;
const DEBOUNCE_MS = 20;
const POLL_MS = 5_000;

/**
 * Serves the SPIFFE Workload API beside the files of one workload, on `api.sock` in their folder.
 * The folder says which workload asks, which is enough on a developer's machine only. Where there
 * can be no socket, a warning says so: files are the default.
 * @returns a function that stops it.
 */
export async function serveWorkloadApi(directory: string, log: Logger): Promise<() => void> {
  const file = path.resolve(directory, 'api.sock');
  const socket = `unix://${file}`;
  let server: WorkloadApiServer;
  try {
    if (Buffer.byteLength(file) > MAX_PATH_BYTES) throw new Error('The path is too long');
    server = await WorkloadApiServer.start({
      file,
      read: () => readIdentityFiles(directory).catch(() => undefined),
    });
  } catch (error) {
    log.warn({ err: error, socket }, 'no Workload API here, identities are in files only');
    return () => {};
  }
  const refresh = () => {
    server.refresh().catch((error: unknown) => log.error({ err: error, socket }, 'not delivered'));
  };
  const stopWatching = watchIdentityFiles({
    directory,
    debounceMs: DEBOUNCE_MS,
    pollMs: POLL_MS,
    onQuiet: refresh,
  });
  return () => {
    stopWatching();
    server.stop();
  };
}
