import type { StepInfo } from '../step';

/** The diagram's arrows for a call from web to billing. */
export const MTLS_STEPS = {
  call: {
    name: 'mtls.call',
    from: 'web',
    to: 'billing',
    lane: 'who',
    text: 'A call over TLS 1.3',
    code: {
      file: 'lib/auth/mtls/client/connect-peer.ts',
      text: 'if (id === expectedId) return undefined;',
    },
  },
  authenticate: {
    name: 'mtls.authenticate',
    from: 'billing',
    to: 'billing',
    lane: 'who',
    text: 'The handshake proved who calls; not expired, not revoked since',
    code: {
      file: 'lib/auth/mtls/server/authenticate-peer.ts',
      text: 'for (const check of checks)',
    },
  },
  authorize: {
    name: 'mtls.authorize',
    from: 'billing',
    to: 'billing',
    lane: 'may',
    text: 'Is this workload on the list of the operation?',
    code: {
      file: 'lib/auth/mtls/server/authenticate-peer.ts',
      text: 'if (allowed.includes(peer.id.id))',
    },
  },
  run: {
    name: 'billing.run',
    from: 'billing',
    to: 'database',
    lane: 'work',
    text: 'Run the operation on rows of this workspace and mode only',
    code: {
      file: 'services/billing/handle-billing-request.ts',
      text: 'tenant: operation.tenant ?',
    },
  },
} as const satisfies Record<string, StepInfo>;
