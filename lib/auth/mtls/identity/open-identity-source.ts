import path from 'node:path';
import type { Env } from '@/lib/env';
import { openFileIdentitySource } from './file-identity-source';
import type { FollowOptions } from './follow-identity';
import type { IdentitySource } from './identity';

type SourceOptions = Pick<FollowOptions, 'log' | 'startTimeoutMs'> & {
  env: Pick<
    Env,
    | 'WORKLOAD_IDENTITY'
    | 'SPIFFE_ENDPOINT_SOCKET'
    | 'WORKLOAD_DIR'
    | 'SVID_MAX_LIFETIME_SECONDS'
    | 'MIN_TLS_GROUP'
  >;
  /** `web` or `billing`: the name of its folder, and `{name}` in the socket's path. */
  workload: string;
};

/**
 * Opens the source that `WORKLOAD_IDENTITY` names: files or the SPIFFE Workload API.
 * @throws {MtlsError} when no usable identity appears in time.
 */
export async function openIdentitySource(options: SourceOptions): Promise<IdentitySource> {
  const { env, workload, log, startTimeoutMs } = options;
  const follow = {
    log,
    startTimeoutMs,
    maxLifetimeMs: env.SVID_MAX_LIFETIME_SECONDS * 1_000,
    tlsGroup: env.MIN_TLS_GROUP,
  };
  if (env.WORKLOAD_IDENTITY === 'workload-api') {
    const socket = env.SPIFFE_ENDPOINT_SOCKET?.replaceAll('{name}', workload);
    if (!socket) throw new TypeError('SPIFFE_ENDPOINT_SOCKET is not set');
    // gRPC is loaded only where it is used.
    const module = await import('./workload-api-identity-source');
    return module.openWorkloadApiIdentitySource({ ...follow, socket });
  }
  return openFileIdentitySource({ ...follow, directory: path.join(env.WORKLOAD_DIR, workload) });
}
