import path from 'node:path';
import { Metadata } from '@grpc/grpc-js';
import { loadSync, type ServiceDefinition } from '@grpc/proto-loader';

/** Bundles of Next.js move modules, so the file is found from where the process was started. */
const PROTO_FILE = path.join(
  /*turbopackIgnore: true*/ process.cwd(),
  'lib/auth/mtls/workload-api/workload.proto',
);

/**
 * Attack: a web page or a service that can be made to send requests cannot send this header to a
 * Unix socket by accident, so a request without it is no workload's.
 */
export const SECURITY_HEADER = 'workload.spiffe.io';

/** The metadata that each request must carry. */
export function securityMetadata(): Metadata {
  const metadata = new Metadata();
  metadata.set(SECURITY_HEADER, 'true');
  return metadata;
}

/**
 * The gRPC service of the SPIFFE Workload API, for clients and servers.
 * @see SPIFFE_Workload_API.md
 */
export function loadWorkloadApi(): ServiceDefinition {
  const { SpiffeWorkloadAPI: service } = loadSync(PROTO_FILE, { defaults: true });
  if (!service || 'format' in service) throw new TypeError(`No service in ${PROTO_FILE}`);
  return service;
}
