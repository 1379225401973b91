import { Client, credentials, status } from '@grpc/grpc-js';
import { loadWorkloadApi, securityMetadata } from './service-definition';
import { readX509Context, type X509Context } from './x509-context';

/** Why there is no new context. The message says what an operator can do. */
export class WorkloadApiError extends Error {
  override name = 'WorkloadApiError';
}

type WatchOptions = {
  /** `unix:///run/spire/sockets/agent.sock` */
  socket: string;
  onContext: (context: X509Context) => void;
  /** Each failure: of the connection, of permission, or of one message. */
  onError: (error: WorkloadApiError) => void;
  /** The pause before the second attempt doubles up to the last one, in milliseconds. */
  firstRetryMs?: number;
  lastRetryMs?: number;
};

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 10_000;
const MAX_MESSAGE_BYTES = 64 * 1_024 * 1_024;

const CHANNEL = {
  // Otherwise all channels of the process share one connection and its backoff, and a new client
  // goes on failing for a second after the agent is back.
  'grpc.use_local_subchannel_pool': 1,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  // The default of 4 MB is less than a long CRL.
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
};

function explain(socket: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const details = error instanceof Error && 'details' in error ? String(error.details) : '';
  if (code === status.PERMISSION_DENIED) {
    return `The Workload API at ${socket} has no identity for this process: register its SPIFFE ID with the agent, for the user that it runs as.`;
  }
  if (code === status.UNIMPLEMENTED) return `The server at ${socket} is no SPIFFE Workload API.`;
  if (code === status.INVALID_ARGUMENT) {
    return `The Workload API at ${socket} refuses our request, which is not sent again: ${details}`;
  }
  return `The Workload API at ${socket} cannot be reached: ${details || 'it closed the stream'}`;
}

/**
 * Follows FetchX509SVID: each message arrives as one context, at once at the start and after each
 * renewal. When the stream breaks it is opened again, on a connection of its own.
 * @returns a function that stops it.
 */
export function watchX509Context(options: WatchOptions): () => void {
  const { socket, firstRetryMs = FIRST_RETRY_MS, lastRetryMs = LAST_RETRY_MS } = options;
  const method = loadWorkloadApi().FetchX509SVID;
  if (!method) throw new TypeError('workload.proto has no FetchX509SVID');
  let stopped = false;
  let pauseMs = firstRetryMs;
  let retry: NodeJS.Timeout | undefined;
  let closeStream = () => {};

  const open = () => {
    const client = new Client(socket, credentials.createInsecure(), CHANNEL);
    const stream = client.makeServerStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      {},
      securityMetadata(),
    );
    let isOver = false;
    closeStream = () => {
      isOver = true;
      stream.cancel();
      client.close();
    };
    const over = (error?: unknown) => {
      if (isOver) return;
      closeStream();
      options.onError(new WorkloadApiError(explain(socket, error), { cause: error }));
      // The specification forbids sending a request again that the server cannot accept.
      const isFinal =
        error instanceof Error && 'code' in error && error.code === status.INVALID_ARGUMENT;
      if (stopped || isFinal) return;
      retry = setTimeout(open, pauseMs * (0.8 + 0.4 * Math.random())).unref();
      pauseMs = Math.min(pauseMs * 2, lastRetryMs);
    };
    stream.on('data', (response: unknown) => {
      if (isOver) return;
      pauseMs = firstRetryMs;
      try {
        options.onContext(readX509Context(response));
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        options.onError(new WorkloadApiError(`A message of ${socket}: ${reason}`, { cause }));
      }
    });
    // A cancelled stream still reports its end.
    stream.on('error', over);
    stream.on('end', () => over());
  };
  open();
  return () => {
    stopped = true;
    clearTimeout(retry);
    closeStream();
  };
}
