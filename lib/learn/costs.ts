import measured from './measured.json';
import type { Style } from './style';

/** One thing that a team pays for, with each style. */
export type Cost = { what: string; each: Record<Style, string> };

const { figures } = measured;
const microseconds = (value: number) => `${value.toLocaleString('en-GB')} µs`;

/** The days and processors on which the figures were measured, as `2026-12-01, Intel …`. */
export const MEASURED = measured.measured;

/** What each style costs a team, the figures from this project's own benchmarks. */
export const COSTS: readonly Cost[] = [
  {
    what: 'Set-up',
    each: {
      'api-key': 'A table, a settings page, one header. An afternoon.',
      oauth:
        'An authorization server, a consent page, registration for apps, documentation for their authors. Weeks, with a library for the protocol.',
      mtls: 'A certificate authority, an agent on every machine, names for every workload. Days where a mesh or SPIRE is there, else weeks.',
    },
  },
  {
    what: 'Work for the caller',
    each: {
      'api-key': 'Paste one string.',
      oauth: 'Register, send the person to consent, exchange the code, refresh. A library does it.',
      mtls: 'Read certificate and key from files or a socket, and follow them as they change.',
    },
  },
  {
    what: 'Rotation',
    each: {
      'api-key':
        'Someone rolls each key, everywhere it was pasted. The overlap decides how hurried that is.',
      oauth: 'None by hand: access tokens last 15 minutes, refresh tokens change with each use.',
      mtls: `None by hand: certificates last an hour. Here ${figures.rotationCalls.toLocaleString('en-GB')} calls ran through changing certificates and CAs, and ${figures.rotationFailed} failed.`,
    },
  },
  {
    what: 'What wakes someone at night',
    each: {
      'api-key': 'A key in a public repository.',
      oauth: 'The authorization server is down: no one can connect an app or refresh a token.',
      mtls: 'Certificates that were not renewed: everything stops at the same minute.',
    },
  },
  {
    what: 'After a theft',
    each: {
      'api-key': `Revoke, once someone has noticed. Refused everywhere ${figures.revocationP99} ms after the commit (p99).`,
      oauth: 'End the grant, and every token under it is refused. The person can do it.',
      mtls: 'Delete the workload’s entry; within the hour its certificate expires. A revocation list is faster.',
    },
  },
  {
    what: 'CPU of a call',
    each: {
      'api-key': `${microseconds(figures.keyCall)} for GET /api/v1/meters.`,
      oauth: `${microseconds(figures.tokenCall)} for the same call.`,
      mtls: `${figures.mtlsCall} times that of one-way TLS on a kept connection; a new connection takes ${microseconds(figures.mtlsConnection)}.`,
    },
  },
];
