import { artefactAdapter } from '@/lib/auth/oauth/authorization-server/artefact-adapter';
import { deleteApp, registerApp } from '@/lib/auth/oauth/authorization-server/app-registration';
import { fetchForClient } from '@/lib/auth/oauth/authorization-server/metadata-client';
import { findNamesakes } from '@/lib/auth/oauth/authorization-server/metadata-client.repository';
import { apiResource } from '@/lib/auth/oauth/authorization-server/resource';
import { newId } from '@/lib/public-id';
import type { Lab, Observation, Runner } from '../lab';
import { showVerdict } from '../show-verdict';
import { callTool, connectAgent } from './agent-fixture';
import { withAuthorizationServer } from './authorization-fixture';

/** An agent that a person connected: the live diagram of the chapter. */
export function agentFlow(lab: Lab): Promise<Observation> {
  return withAuthorizationServer(lab, {}, async (fixture) => {
    const token = await connectAgent(fixture, ['usage:read', 'meters:read']);
    return callTool(token, 'list_meters', {});
  });
}

export const tokenPassthrough: Runner = {
  refusal: '401 invalid-token',
  removal: 'The API takes every token of this authorization server, whatever it is for.',
  run: (lab, guarded) =>
    withAuthorizationServer(lab, {}, async (fixture) => {
      const token = await connectAgent(fixture, ['usage:read']);
      const headers = { authorization: `Bearer ${token}` };
      const without = guarded ? {} : { without: 'token-audience' as const };
      const { status, problem } = await lab.send({ path: '/api/v1/me', headers, ...without });
      return { refused: status >= 400, seen: `${status} ${problem ?? 'OK'}` };
    }),
};

export const apiTokenAtTheTools: Runner = {
  refusal: '401 invalid-token',
  removal: 'The tools take every token of this authorization server, whatever it is for.',
  run: (lab, guarded) =>
    withAuthorizationServer(lab, {}, async (fixture) => {
      const token = await connectAgent(fixture, ['meters:read'], apiResource());
      const checks = guarded ? {} : { requireAudience: () => {} };
      return callTool(token, 'list_meters', {}, { checks });
    }),
};

export const agentOfAnotherGrant: Runner = {
  refusal: '401 invalid-token',
  removal: 'A grant counts for whichever client holds a token of it.',
  run: (lab, guarded) =>
    withAuthorizationServer(
      lab,
      { alter: (whole) => ({ ...whole, adapter: withSharedGrant }) },
      async (fixture) => {
        const token = await connectAgent(fixture, ['meters:read']);
        const checks = guarded ? {} : { requireClient: () => {} };
        return callTool(token, 'list_meters', {}, { checks });
      },
    ),
};

/** A gateway that puts the tokens of every agent under the grant of the first. */
function withSharedGrant(kind: string) {
  const adapter = artefactAdapter(kind);
  if (kind !== 'AccessToken') return adapter;
  const upsert: typeof adapter.upsert = (id, payload, expiresIn) =>
    adapter.upsert(id, { ...payload, clientId: 'https://other.example/agent.json' }, expiresIn);
  return { ...adapter, upsert };
}

const INNER = 'https://10.0.0.1/agent.json';

export const metadataInside: Runner = {
  refusal: '400; nobody asked the inner address',
  removal: 'The document is fetched from whatever address the client names.',
  run(lab, guarded) {
    let asked = 0;
    const fetchAnything = async () => {
      asked += 1;
      return Response.json({
        client_id: INNER,
        client_name: 'Inner',
        redirect_uris: ['https://app.example/callback'],
        token_endpoint_auth_method: 'none',
      });
    };
    const fetch = guarded ? fetchForClient : fetchAnything;
    return withAuthorizationServer(
      lab,
      { alter: (whole) => ({ ...whole, fetch }) },
      async (fixture) => {
        const { url } = await fixture.request({ client_id: INNER });
        return showVerdict(
          {
            name: 'agent.metadata',
            from: 'client',
            to: 'server',
            lane: 'who',
            text: 'Ask for authorization as a client whose document is at 10.0.0.1',
            code: 'lib/auth/oauth/authorization-server/metadata-client.ts#fetchForClient:guardedFetch',
          },
          async () => {
            const answer = await fixture.ask(fixture.openBrowser(), url);
            const who =
              asked === 0 ? 'nobody asked the inner address' : 'the inner address was asked';
            return {
              refused: asked === 0 && answer.status >= 400,
              seen: `${answer.status}; ${who}`,
            };
          },
        );
      },
    );
  },
};

export const lookAlikeAgent: Runner = {
  refusal: 'the page says: Attack lab, next door has an app with a name like “De5k agent”',
  removal: 'Names are compared character by character.',
  async run(lab, guarded) {
    const name = `Desk agent ${newId().slice(-8)}`;
    const { view } = await registerApp(lab.neighbour, {
      name,
      redirectUris: ['http://localhost/callback'],
      scopes: ['usage:read'],
      public: true,
    });
    const copy = name.replace('Desk', 'De5k').toUpperCase();
    try {
      return await showVerdict(
        {
          name: 'agent.look-alike',
          from: 'client',
          to: 'server',
          lane: 'may',
          text: 'Ask for authorization under a name that looks like the known agent’s',
          code: 'lib/auth/oauth/authorization-server/metadata-client.repository.ts#findNamesakes:translate',
        },
        async () => {
          const found = await findNamesakes(copy, { workspaceId: lab.learner.workspaceId });
          const warned = guarded ? found[0] : found.find((other) => other.name === copy);
          if (!warned) return { refused: false, seen: 'the page shows the name and no warning' };
          const owner = warned.workspaceName ?? 'Another host';
          return {
            refused: true,
            seen: `the page says: ${owner} has an app with a name like “De5k agent”`,
          };
        },
      );
    } finally {
      await deleteApp(lab.neighbour, view.clientId);
    }
  },
};
