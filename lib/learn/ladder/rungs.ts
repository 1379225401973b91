import type { Rung } from './rung';

/** From a secret that is enough by itself down to a handshake in which no secret travels. */
export const LADDER: readonly Rung[] = [
  {
    id: 'bearer-key',
    style: 'api-key',
    title: 'Bearer key',
    asks: 'The key. Anyone who has a copy of it is its owner.',
    cost: 'One environment variable. Rolling it, and noticing a leak, is left to people.',
    cells: [
      {
        caller: 'person',
        fit: 'good',
        text: 'For a script: narrow scopes, test mode, an expiry date.',
        theft: 'bearer-key',
      },
      {
        caller: 'app',
        fit: 'no',
        text: 'A user would hand over a key that can do everything they can.',
      },
      {
        caller: 'agent',
        fit: 'no',
        text: 'The endpoint for agents takes no keys: an agent passes on what it is given.',
        theft: 'key-at-mcp',
      },
      {
        caller: 'job',
        fit: 'possible',
        text: 'Build logs are where most keys leak. An address list limits the damage.',
        theft: 'key-with-addresses',
      },
      {
        caller: 'service',
        fit: 'possible',
        text: 'With an address list, where a certificate is not available.',
        theft: 'key-with-addresses',
      },
    ],
  },
  {
    id: 'bound-key',
    style: 'api-key',
    title: 'Bound key',
    asks: 'The key, and a signature over this request by the private half of its pair.',
    cost: 'A key pair beside the key, a library for the proof, a clock within five minutes. One insert for each call.',
    cells: [
      {
        caller: 'person',
        fit: 'good',
        text: 'The browser makes the pair; the private half stays on one machine.',
        theft: 'bound-key',
      },
      {
        caller: 'app',
        fit: 'no',
        text: 'Still a key of one person, without their consent screen.',
      },
      {
        caller: 'agent',
        fit: 'no',
        text: 'The endpoint for agents takes no keys, bound or not.',
        theft: 'key-at-mcp',
      },
      {
        caller: 'job',
        fit: 'possible',
        text: 'The private half is one more secret of the CI system. Federation needs none.',
        theft: 'bound-key-replayed',
      },
      {
        caller: 'service',
        fit: 'good',
        text: 'Where the other side cannot terminate mutual TLS. A key in hardware cannot be copied.',
        theft: 'bound-key-replayed',
      },
    ],
  },
  {
    id: 'bound-token',
    style: 'oauth',
    title: 'Bound token',
    asks: 'A short-lived access token, and a DPoP proof by the key that it was issued to. GET /me and the request log show the binding, as for a bound key.',
    cost: 'An authorization server, a client library with DPoP, refresh.',
    cells: [
      {
        caller: 'person',
        fit: 'possible',
        text: 'The command tollgate login gets one by the device flow.',
        theft: 'bound-token',
      },
      {
        caller: 'app',
        fit: 'good',
        text: 'The user consents to scopes and can take them back.',
        theft: 'bound-token',
      },
      {
        caller: 'agent',
        fit: 'good',
        text: 'A token for the agent’s endpoint alone, with more scopes only when a tool needs them.',
        theft: 'bound-token',
      },
      {
        caller: 'job',
        fit: 'good',
        text: 'No stored secret: the job trades the platform’s identity, once, for a token of 15 minutes, which is not bound.',
        theft: 'job-identity',
      },
      {
        caller: 'service',
        fit: 'good',
        text: 'Machine clients get tokens that are bound to their certificate (RFC 8705).',
        theft: 'bound-token',
      },
    ],
  },
  {
    id: 'bound-session',
    style: 'oauth',
    title: 'Bound session',
    asks: 'The session cookie, and a second one of five minutes that only the key of the device earns (Device Bound Session Credentials).',
    cost: 'An https origin and two endpoints; one look at the clock of the database for each page. A browser without it keeps a plain session. Settings → Sessions shows which is which.',
    cells: [
      {
        caller: 'person',
        fit: 'good',
        text: 'At a browser: the key pair is in its TPM, and no page and no script takes part.',
        theft: 'bound-session',
      },
      {
        caller: 'app',
        fit: 'no',
        text: 'A session is of one browser. An app gets a token, with consent.',
      },
      { caller: 'agent', fit: 'no', text: 'The endpoint for agents reads no cookies.' },
      { caller: 'job', fit: 'no', text: 'A job does not sign in at a browser.' },
      { caller: 'service', fit: 'no', text: 'The API reads no cookies.' },
    ],
  },
  {
    id: 'mtls',
    style: 'mtls',
    title: 'Mutual TLS',
    asks: 'A signature over this very handshake. Nothing that could be copied is sent.',
    cost: 'A certificate authority, renewal every hour, revocation, and TLS that no proxy takes apart.',
    cells: [
      {
        caller: 'person',
        fit: 'no',
        text: 'Browsers’ certificate dialogs are more than most people manage.',
      },
      {
        caller: 'app',
        fit: 'possible',
        text: 'Between two organisations that each run an authority.',
        theft: 'certificate',
      },
      {
        caller: 'agent',
        fit: 'no',
        text: 'It acts for a person, whom a certificate of a workload does not name.',
      },
      {
        caller: 'job',
        fit: 'possible',
        text: 'On runners of one’s own, with an identity from SPIRE.',
        theft: 'certificate',
      },
      {
        caller: 'service',
        fit: 'good',
        text: 'Both ends under one authority, identities renewed automatically.',
        theft: 'other-certificate',
      },
    ],
  },
];
