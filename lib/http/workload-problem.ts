/** What a service answers to a workload whose certificate it does not take. */
export const WORKLOAD_PROBLEMS = {
  'peer-expired': {
    status: 401,
    title: 'The workload certificate has expired',
    remedy: 'Renew the certificate and connect again.',
  },
  'peer-revoked': {
    status: 401,
    title: 'The workload certificate is revoked',
    remedy: 'Get a new certificate. A revoked one never works again.',
  },
  'peer-not-trusted': {
    status: 401,
    title: 'The workload certificate is not trusted',
    remedy: 'Connect with a certificate of the trust domain that this service belongs to.',
  },
  'peer-not-authorized': {
    status: 403,
    title: 'This workload may not do this',
    remedy: 'Each operation lists the SPIFFE IDs that may call it.',
  },
} as const;
