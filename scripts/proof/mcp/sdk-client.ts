import { createServer } from 'node:http';
import {
  Client,
  type OAuthClientProvider,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import type { ProofRun } from '../run-proof';

type Tokens = Awaited<ReturnType<OAuthClientProvider['tokens']>>;
type Discovery = Awaited<ReturnType<NonNullable<OAuthClientProvider['discoveryState']>>>;

/** What an agent remembers between steps. A person at a browser takes its requests to the consent page. */
export class ProofAgent implements OAuthClientProvider {
  asked: URL[] = [];
  #tokens: Tokens;
  #verifier = '';
  #discovery: Discovery;

  constructor(
    private readonly clientId: string,
    readonly redirectUrl: string,
    readonly walk: (address: URL) => Promise<URL>,
  ) {}

  get clientMetadata() {
    return { client_name: 'Proof agent', redirect_uris: [this.redirectUrl] };
  }
  clientInformation = () => ({ client_id: this.clientId });
  tokens = () => this.#tokens;
  saveTokens: OAuthClientProvider['saveTokens'] = (tokens) => {
    this.#tokens = tokens;
  };
  redirectToAuthorization = (url: URL) => void this.asked.push(url);
  saveCodeVerifier = (verifier: string) => {
    this.#verifier = verifier;
  };
  codeVerifier = () => this.#verifier;
  saveDiscoveryState: NonNullable<OAuthClientProvider['saveDiscoveryState']> = (state) => {
    this.#discovery = state;
  };
  discoveryState = () => this.#discovery;

  /** @throws {Error} before it has one. */
  accessToken(): string {
    const token = this.#tokens?.access_token;
    if (!token) throw new Error('The agent has no token.');
    return token;
  }

  forget(): void {
    this.#tokens = undefined;
  }
}

/** Revisions before 2026-07-28 begin with `initialize`, which the SDK calls legacy. */
function newClient(revision: string): Client {
  const mode = revision < '2026' ? ('legacy' as const) : { pin: revision };
  return new Client({ name: 'proof', version: '1.0.0' }, { versionNegotiation: { mode } });
}

/** From the refusal without a token, by the consent page, to a connection. */
export async function connectAgent(
  run: ProofRun,
  mcp: URL,
  agent: ProofAgent,
  port: number,
  revision: string,
): Promise<Client> {
  agent.forget();
  const transport = () => new StreamableHTTPClientTransport(mcp, { authProvider: agent });
  await run.report.attempt('is refused without a token, and finds the consent page', async () => {
    await newClient(revision)
      .connect(transport())
      .then(
        () => Promise.reject(new Error('It was let in.')),
        (error: unknown) => {
          if (!(error instanceof UnauthorizedError)) throw error;
        },
      );
    return agent.asked.at(-1)?.searchParams.get('resource') ?? '';
  });
  await allow(mcp, agent, port);
  const client = newClient(revision);
  await client.connect(transport());
  run.report.check('connects with what a person allowed', true);
  return client;
}

/** Takes the last request to the consent page and its answer to the token endpoint. */
async function allow(mcp: URL, agent: ProofAgent, port: number): Promise<void> {
  const address = agent.asked.at(-1);
  if (!address) throw new Error('The agent asked for nothing.');
  const listener = createServer((_request, response) => response.end('received'));
  await new Promise<void>((resolve) => listener.listen(port, '127.0.0.1', resolve));
  try {
    // Everything that the tools need at once, as an agent does that does not step up.
    address.searchParams.set(
      'scope',
      'usage:read meters:read events:read events:write invoices:read',
    );
    const callback = await agent.walk(address);
    const transport = new StreamableHTTPClientTransport(mcp, { authProvider: agent });
    await transport.finishAuth(callback.searchParams);
  } finally {
    listener.close();
  }
}

/** Arguments for the tools that need some. What a call returns is checked by the SDK's schemas. */
const ARGUMENTS: Record<string, (seen: Map<string, unknown>) => Record<string, unknown>> = {
  read_usage: () => ({ meter: 'api_calls' }),
  read_invoice: (seen) => ({ id: firstId(seen.get('list_invoices')) }),
  record_events: () => ({
    events: [{ id: `proof-${Date.now()}`, customer: 'proof', meter: 'api_calls', quantity: 1 }],
  }),
  narrow_access: () => ({ remove_scopes: ['events:write'] }),
};

function firstId(answer: unknown): string {
  const [id = ''] = /inv_\w+/.exec(JSON.stringify(answer ?? '')) ?? [];
  return id;
}

/** Calls each tool that the server lists, the one that gives up scopes last. */
export async function callEveryTool(run: ProofRun, client: Client): Promise<void> {
  const { tools } = await client.listTools();
  const seen = new Map<string, unknown>();
  const last = tools.filter(({ name }) => name === 'narrow_access');
  const others = tools.filter(({ name }) => name !== 'narrow_access');
  for (const { name, annotations } of [...others, ...last]) {
    const marks = annotations?.readOnlyHint ? 'reads' : 'writes';
    await run.report.attempt(`${name} (${marks})`, async () => {
      const answer = await client.callTool({ name, arguments: ARGUMENTS[name]?.(seen) ?? {} });
      seen.set(name, answer.structuredContent);
      const text = JSON.stringify(answer.structuredContent ?? answer.content);
      if (answer.isError) throw new Error(text.slice(0, 300));
      return text.slice(0, 80);
    });
  }
  const { resources } = await client.listResources().catch(() => ({ resources: [] }));
  for (const { uri, name } of resources) {
    await run.report.attempt(`resource ${name}`, async () => {
      const { contents } = await client.readResource({ uri });
      return `${contents.length} part`;
    });
  }
}

/** A token is for one audience: the tools' is refused by the API, a key by the tools. */
export async function refuseOtherTokens(
  { report }: ProofRun,
  appUrl: string,
  agent: ProofAgent,
): Promise<void> {
  report.part('Audience');
  const api = await fetch(`${appUrl}/api/v1/me`, {
    headers: { authorization: `Bearer ${agent.accessToken()}` },
  });
  report.check('the API refuses the token of the agent', api.status === 401, String(api.status));
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  const key = await fetch(`${appUrl}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'tg_test_none' },
    body,
  });
  report.check('the tools refuse an API key', key.status === 401, String(key.status));
}
