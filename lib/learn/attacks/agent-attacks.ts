import type { Attack } from './attack';

const CALL = `curl -i http://localhost:3000/mcp -H 'content-type: application/json' -H 'accept: application/json, text/event-stream' -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'`;

/** A70 to A76: AI agents that act for a person, and programs that pretend to be one. */
export const AGENT_ATTACKS: readonly Attack[] = [
  {
    id: 'A70',
    slug: 'token-passthrough',
    family: 'agent',
    title: 'A tool server that passes the token on',
    names: ['token passthrough', 'audience confusion'],
    standards: ['RFC 8707 section 2', 'RFC 9700 section 2.3', 'CWE-441'],
    story:
      'An agent’s token for the tools reaches a server that sends it on to the API. The API sees a genuine token of the same authorization server and cannot tell who sent it.',
    expected: '401 invalid-token',
    guard: 'each token is for one audience, and the tools never see the token',
    hints: [
      { text: 'Who is a token for, and where does it say so?' },
      {
        text: 'Use the access token of a connected agent at the API.',
        shell: 'curl -i http://localhost:3000/api/v1/me -H "authorization: Bearer $AGENT_TOKEN"',
      },
    ],
  },
  {
    id: 'A71',
    slug: 'api-token-at-the-tools',
    family: 'agent',
    title: 'An app’s token, given to an agent',
    names: ['audience confusion', 'token misuse'],
    standards: ['RFC 8707 section 2', 'RFC 9068 section 4', 'CWE-863'],
    story:
      'A person allowed an app to use the API. Someone pastes that token into an agent, which now acts with rights that were never given to an agent.',
    expected: '401 invalid-token, with the address of the metadata',
    guard: 'the tools take tokens for their own audience only',
    hints: [
      { text: 'The person was asked about an app at the API. What were they not asked about?' },
      {
        text: 'Call the tools with a token of the API.',
        shell: `${CALL} -H "authorization: Bearer $API_TOKEN"`,
      },
    ],
  },
  {
    id: 'A72',
    slug: 'look-alike-agent',
    family: 'agent',
    title: 'An agent with a name that looks like another’s',
    names: ['client impersonation', 'consent phishing', 'homograph'],
    standards: ['RFC 6819 section 4.4.1.4', 'CWE-451'],
    story:
      'Agents need no registration here, so anyone can publish a document with a well-known name in it. The consent page shows the name, and people click what they know.',
    expected: 'a warning that names the owner of the other app',
    guard: 'names that look the same are compared, and the host is shown',
    hints: [
      { text: 'Which part of the page did the agent’s developer write, and which part not?' },
      { text: 'Register two public apps in two workspaces, with names that differ in case.' },
    ],
  },
  {
    id: 'A73',
    slug: 'metadata-document-inside',
    family: 'agent',
    title: 'A client whose document is inside our network',
    names: ['server-side request forgery'],
    standards: ['CWE-918', 'OWASP API7:2023'],
    story:
      'The client id of an agent is a URL, and the server fetches it. The attacker names an address that only our servers reach, and reads from the error what answers there.',
    expected: '400, and nothing is fetched from there',
    guard: 'the fetch goes through the guard that webhooks use',
    hints: [
      { text: 'Which addresses does the server fetch because someone else wrote them down?' },
      {
        text: 'Ask for authorization with an inner address as client id.',
        shell:
          'curl -i "http://localhost:3000/oauth/authorize?client_id=https://10.0.0.1/agent.json&response_type=code&scope=usage:read"',
      },
    ],
  },
  {
    id: 'A74',
    slug: 'grant-of-another-agent',
    family: 'agent',
    title: 'A gateway that shares one consent between agents',
    names: ['confused deputy', 'shared grant'],
    standards: ['CWE-441', 'RFC 9700 section 4.9'],
    story:
      'A gateway in front of many agents stores one consent and puts all tokens under it. The second agent acts with what the person allowed the first.',
    expected: '401 invalid-token',
    guard: 'a grant counts for its own client, checked at each call',
    hints: [
      { text: 'What did the person read on the consent page: a name, or “any agent”?' },
      { text: 'Compare the client of the token with the client of its grant.' },
    ],
  },
  {
    id: 'A75',
    slug: 'tool-beyond-its-scope',
    family: 'agent',
    title: 'A tool call beyond its scope',
    names: ['excessive agency', 'privilege escalation'],
    standards: ['OWASP LLM06:2025', 'RFC 6750 section 3.1', 'CWE-863'],
    story:
      'The agent may read usage. Its model decides that writing events would be helpful, and calls the tool that does.',
    expected: '403 insufficient-scope, with the scope to ask for',
    guard: 'each tool asks for the scope of its operation, before it runs',
    hints: [
      { text: 'Who decides what an agent can do: the prompt, the tool list or the token?' },
      { text: 'Call record_events with a token that has usage:read alone.' },
    ],
  },
  {
    id: 'A76',
    slug: 'poisoned-event-text',
    family: 'agent',
    title: 'An event that gives the agent orders',
    names: ['indirect prompt injection', 'tool poisoning'],
    standards: ['OWASP LLM01:2025', 'CWE-1427'],
    story:
      'A customer writes orders to the agent into the texts of their events, such as to create a webhook endpoint for their address. The agent reads them beside the words of its user, and obeys.',
    expected: 'there is no such tool, and no such scope',
    guard: 'tools are a short list, and what they can do is in the token',
    hints: [
      { text: 'Assume that the model always obeys. What can still stop it?' },
      { text: 'Send an event with orders as its customer, and let an agent list events.' },
    ],
  },
];
