import type { StepInfo } from '../step';

/** The diagram's arrows for a call from web to billing. */
export const MTLS_STEPS = {
  call: {
    name: 'mtls.call',
    from: 'web',
    to: 'billing',
    lane: 'who',
    text: 'A call over TLS 1.3',
    code: 'lib/auth/mtls/client/connect-peer.ts#checkServer:id === expectedId',
  },
  authenticate: {
    name: 'mtls.authenticate',
    from: 'billing',
    to: 'billing',
    lane: 'who',
    text: 'The handshake proved who calls; not expired, not revoked since',
    code: 'lib/auth/mtls/server/authenticate-peer.ts#authenticatePeer:for (const check',
  },
  authorize: {
    name: 'mtls.authorize',
    from: 'billing',
    to: 'billing',
    lane: 'may',
    text: 'Is this workload on the list of the operation?',
    code: 'lib/auth/mtls/server/authenticate-peer.ts#authorizePeer:includes',
  },
  run: {
    name: 'billing.run',
    from: 'billing',
    to: 'database',
    lane: 'work',
    text: 'Run the operation on rows of this workspace and mode only',
    code: 'services/billing/handle-billing-request.ts#answer:tenant: operation.tenant',
  },
} as const satisfies Record<string, StepInfo>;
