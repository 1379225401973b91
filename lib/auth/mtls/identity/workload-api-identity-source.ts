import type { X509Certificate } from 'node:crypto';
import { MtlsError } from '../mtls-error';
import { type WorkloadApiError, watchX509Context } from '../workload-api/watch-x509-context';
import type { X509Context } from '../workload-api/x509-context';
import { type FollowOptions, followIdentity } from './follow-identity';
import type { IdentityFiles, IdentitySource } from './identity';

type WorkloadApiOptions = FollowOptions & {
  /** `unix:///run/spire/sockets/agent.sock` */
  socket: string;
  firstRetryMs?: number;
  lastRetryMs?: number;
};

type WorkloadApiSource = IdentitySource & {
  /**
   * The CAs of other trust domains that the agent federates with, by trust domain. They are no part
   * of an `Identity`: as trust anchors of a handshake they could vouch for names of our own.
   */
  federatedBundles(): ReadonlyMap<string, readonly X509Certificate[]>;
};

function pemOf(certificates: readonly X509Certificate[]): string {
  return certificates.map((certificate) => certificate.toString()).join('');
}

function crlPem(der: Buffer): string {
  return `-----BEGIN X509 CRL-----\n${der.toString('base64')}\n-----END X509 CRL-----\n`;
}

/** The default SVID, in the form that `validateIdentity` judges. */
function toFiles({ svids: [svid], crls }: X509Context): IdentityFiles {
  return {
    layout: 'workload-api',
    chain: pemOf(svid.chain),
    key: svid.keyPem,
    bundle: pemOf(svid.bundle),
    crl: crls.length > 0 ? crls.map(crlPem).join('') : null,
  };
}

/**
 * An identity that a SPIFFE agent, or the development CA, delivers over a Unix socket. It passes the
 * same checks as files do. While the agent is away the identity stays in use and expires with its
 * certificate.
 * @throws {MtlsError} with the last reason, when no usable identity appears within `startTimeoutMs`.
 */
export async function openWorkloadApiIdentitySource(
  options: WorkloadApiOptions,
): Promise<WorkloadApiSource> {
  const { socket, log } = options;
  let files: IdentityFiles | undefined;
  let federated: X509Context['federatedBundles'] = new Map();
  let trouble: WorkloadApiError | null = null;
  const source = await followIdentity(
    {
      place: socket,
      read: async () => {
        if (files) return files;
        const message = trouble?.message ?? `No answer of the Workload API at ${socket} yet`;
        throw new MtlsError('workload-api-unavailable', message, { cause: trouble });
      },
      watch: (onChange) =>
        watchX509Context({
          ...options,
          onContext: (context) => {
            trouble = null;
            files = toFiles(context);
            federated = context.federatedBundles;
            onChange();
          },
          onError: (error) => {
            if (trouble?.message !== error.message) {
              log.warn({ err: error, place: socket }, 'Workload API failed, trying again');
            }
            trouble = error;
          },
        }),
    },
    options,
  );
  return {
    ...source,
    problem: () => trouble ?? source.problem(),
    federatedBundles: () => federated,
  };
}
