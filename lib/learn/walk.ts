import type { StylePage } from './style-page';

/** Callers that use one of the three styles in a way of their own, each with a chapter. */
export const WALKS = ['ci-job', 'agent'] as const;

export type Walk = (typeof WALKS)[number];

export function isWalk(text: string): text is Walk {
  return WALKS.some((walk) => walk === text);
}

/** What each of these chapters says, beside what it shows. */
export const WALK_PAGES: Readonly<Record<Walk, StylePage>> = {
  'ci-job': {
    lead: 'A key in the settings of a CI platform is a stored secret. Most platforms sign a token for each job that says which job it is. Exchange that for an access token, and there is no key to store.',
    action: 'Let a job exchange its token and call',
    strength: [
      'Nothing is stored, so nothing can leak from settings, forks or backups, and nobody rotates it.',
      'The rule names the job: this repository, this branch, this event.',
      'Revoke the rule, and every token that it gave out stops working at once.',
    ],
    weakness: [
      'The platform is trusted with the rule: whoever can sign as it can be any of its jobs.',
      'A rule by a name is a rule for anybody who takes that name later. Name ids.',
      'Whoever can change the workflow runs their code as the job. Pull requests are the usual way.',
    ],
    correction:
      'It is often shown with a wildcard on the subject, such as repo:octo-org/*. The subject is made of names, and a wildcard also fits pull requests. Match the ids exactly instead.',
    excerpts: [
      {
        title: 'Which conditions a token has to meet',
        code: 'lib/auth/oauth/workload-federation/judge-claims.ts#judgeClaims:pinned',
      },
      {
        title: 'Exactly one rule, and each token once',
        code: 'lib/auth/oauth/workload-federation/verify-job-token.ts#verifyJobToken:checks.once',
      },
    ],
    folder: 'lib/auth/oauth',
  },
  agent: {
    lead: 'An agent that holds your API key can do whatever the key can do, and it reads text that strangers wrote. With OAuth it gets a token for a short list of tools, with the scopes that you ticked, and you can take it back.',
    action: 'Connect an agent and call a tool',
    strength: [
      'The person sees who asks, for what and for how long, before anything happens.',
      'The token works at the tools alone; the API refuses it, and the tools refuse the API’s.',
      'An agent that needs more is sent back to the person with the one scope that is missing.',
    ],
    weakness: [
      'Within its scopes a deceived agent does what it was deceived into doing.',
      'Anyone can publish a document with any name in it: only the host says who it is.',
      'On a desktop any program can pretend to be the agent.',
    ],
    correction:
      'It is often shown with an API key in the configuration of the agent. A key has no person, no consent and no end that the person sees, and every tool gets all of it.',
    excerpts: [
      {
        title: 'What a tool call has to fit, before the SDK sees it',
        code: 'lib/api/mcp/authenticate-agent.ts#requireToolScopes:findCalledTool',
      },
      {
        title: 'Which documents the server fetches',
        code: 'lib/auth/oauth/authorization-server/metadata-client.ts#mayFetch:pathname',
      },
    ],
    folder: 'lib/api/mcp',
  },
};
