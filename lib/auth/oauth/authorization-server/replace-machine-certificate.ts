import { z } from 'zod';
import { requireOwner } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { changing, getApp } from './app-registration';
import {
  CERTIFICATE_OVERLAP_SECONDS,
  type CertificateView,
  describeCertificate,
} from './machine-certificate';
import { forgetPreviousCertificate, replaceCertificate } from './machine-certificate.repository';
import { machineCertificateSchema } from './app-schema';
import { parseApp } from './app-schema';

const proposalSchema = z.strictObject({ certificate: machineCertificateSchema });

/**
 * Reads a certificate that may take the place of a machine client's present one. Changes nothing.
 * @param pem as pasted or read from a file.
 * @throws {ProblemError} 403 for members, 404 where the workspace has no such machine client, 422
 * `validation-failed` pointing at `/certificate`.
 */
export async function proposeCertificate(
  principal: Principal,
  clientId: string,
  pem: string,
): Promise<CertificateView> {
  const certificate = await readProposal(principal, clientId, pem);
  return describeCertificate(certificate);
}

/**
 * Binds another certificate to a machine client. Tokens that were bound to the one before end with
 * it: after a day, or at once where its key has leaked.
 * @throws {ProblemError} as `proposeCertificate`.
 */
export async function replaceMachineCertificate(
  principal: Principal,
  clientId: string,
  { pem, overlap }: { pem: string; overlap: boolean },
): Promise<CertificateView> {
  const certificate = await readProposal(principal, clientId, pem);
  const view = describeCertificate(certificate);
  const ends = new Date(Date.now() + CERTIFICATE_OVERLAP_SECONDS * 1000);
  const replacement = {
    certificate,
    fingerprint: view.fingerprint,
    previousExpiresAt: overlap ? ends : null,
  };
  await changing(principal, clientId, (id) => replaceCertificate(principal, id, replacement));
  return view;
}

/**
 * Ends the overlap: the certificate before proves nothing any more, and its tokens end.
 * @throws {ProblemError} 403 for members, 404 where there is no such app or no overlap.
 */
export async function endCertificateOverlap(principal: Principal, clientId: string): Promise<void> {
  await changing(principal, clientId, (id) => forgetPreviousCertificate(principal, id));
}

async function readProposal(principal: Principal, clientId: string, pem: string): Promise<string> {
  requireOwner(principal);
  const { certificate: bound } = await getApp(principal, clientId);
  if (!bound) throw problem('not-found');
  const { certificate } = parseApp(proposalSchema, { certificate: pem });
  if (describeCertificate(certificate).fingerprint !== bound.fingerprint) return certificate;
  const detail = 'This is the certificate that is bound already.';
  throw problem('validation-failed', { errors: [{ pointer: '/certificate', detail }] });
}
