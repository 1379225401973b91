import { changeNoted, type Owner } from './app.repository';

type Replacement = {
  certificate: string;
  /** SHA-256, for the audit log. */
  fingerprint: string;
  /** Until when the one before proves the client, too; null for no longer. */
  previousExpiresAt: Date | null;
};

/**
 * Binds another certificate to a machine client. False where the workspace has no such machine
 * client, or this certificate is the present one already.
 */
export function replaceCertificate(
  owner: Owner,
  id: string,
  { certificate, fingerprint, previousExpiresAt }: Replacement,
): Promise<boolean> {
  return changeNoted(
    owner,
    id,
    'certificate-replaced',
    (transaction) => transaction.$executeRaw`
    update oauth_app
    set previous_certificate = case when ${previousExpiresAt}::timestamptz is null then null
          else certificate end,
        previous_certificate_expires_at = ${previousExpiresAt},
        certificate = ${certificate}
    where id = ${id}::uuid and workspace_id = ${owner.workspaceId}::uuid
      and certificate <> ${certificate}`,
    { fingerprint, overlap: previousExpiresAt?.toISOString() ?? null },
  );
}

/** Forgets the certificate before the present one. False where it is good no more. */
export function forgetPreviousCertificate(owner: Owner, id: string): Promise<boolean> {
  return changeNoted(owner, id, 'certificate-overlap-ended', async (transaction) => {
    const { count } = await transaction.oAuthApp.updateMany({
      where: {
        id,
        workspaceId: owner.workspaceId,
        previousCertificateExpiresAt: { gt: new Date() },
      },
      data: { previousCertificate: null, previousCertificateExpiresAt: null },
    });
    return count;
  });
}
