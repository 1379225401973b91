type Settings = {
  WORKLOAD_IDENTITY: 'files' | 'workload-api' | 'mesh';
  BILLING_URL: string;
  WORKLOAD_DIR?: string;
  SPIFFE_ENDPOINT_SOCKET?: string;
};

/** `unix:`, an absolute path, and no authority, query or fragment. */
const ENDPOINT_SOCKET = /^unix:\/\/\/[^\s?#]+$/;

/**
 * What is wrong with the settings of workload identity, as a sentence; undefined where nothing is.
 *
 * Either this process terminates TLS, with an identity from files or from a SPIFFE agent, or the mesh
 * beside it does. Never a mixture, in which each would think that the other checks.
 *
 * The specification allows `tcp://` for the agent as well. It is refused here: over TCP the agent
 * cannot tell which process asks.
 * @see SPIFFE_Workload_Endpoint.md section 4
 */
export function workloadIdentityFault(settings: Settings): string | undefined {
  const { WORKLOAD_IDENTITY: mode, BILLING_URL, WORKLOAD_DIR, SPIFFE_ENDPOINT_SOCKET } = settings;
  const scheme = mode === 'mesh' ? 'http' : 'https';
  if (new URL(BILLING_URL).protocol !== `${scheme}:`) {
    return `BILLING_URL must begin with ${scheme}:// where WORKLOAD_IDENTITY=${mode}.`;
  }
  if (mode === 'mesh' && WORKLOAD_DIR) {
    return 'WORKLOAD_IDENTITY=mesh and WORKLOAD_DIR exclude each other.';
  }
  if (mode === 'workload-api' && !ENDPOINT_SOCKET.test(SPIFFE_ENDPOINT_SOCKET ?? '')) {
    return 'WORKLOAD_IDENTITY=workload-api needs SPIFFE_ENDPOINT_SOCKET=unix:///<absolute path of the socket>.';
  }
  return undefined;
}
