/** What is known of a platform that gives its jobs signed tokens. */
export type Platform = {
  name: string;
  /** The issuer where every customer has the same; an example where each has their own. */
  issuer: string;
  ownIssuer?: true;
  /** Claims that name a job by something that is never given to another. A rule pins one of them. */
  identifying: readonly string[];
  /** Claims that narrow a rule further, each with what it says. */
  narrowing: Readonly<Record<string, string>>;
  /** Claims that do not identify a job, each with why. */
  unsafe: Readonly<Record<string, string>>;
  /** Values that a rule refuses unless it names the claim itself. */
  refused: Readonly<Record<string, readonly string[]>>;
  /** How a job asks for its token, for the page of rules. */
  request: string;
  /** Why a job gets the same token several times, where it does. A rule for it has to be reusable. */
  cached?: string;
};

const RENAMED = 'A name. After a rename or a deletion another customer can take it.';

export const PLATFORMS = {
  'github-actions': {
    name: 'GitHub Actions',
    issuer: 'https://token.actions.githubusercontent.com',
    identifying: ['repository_id', 'repository_owner_id'],
    narrowing: {
      ref: 'The branch or tag, such as refs/heads/main.',
      environment: 'The deployment environment, with its reviewers.',
      event_name: 'What started the run, such as push.',
      job_workflow_ref: 'The workflow file at a branch or tag.',
      runner_environment: 'github-hosted or self-hosted.',
    },
    unsafe: {
      repository: RENAMED,
      repository_owner: RENAMED,
      sub: 'Has the ids in it only for repositories made or renamed after 15 July 2026, and for those that opted in.',
      actor: 'The person who started the run, by name.',
      workflow: 'Free text in the workflow file.',
    },
    // Their code is not reviewed yet, and pull_request_target runs with the rights of the repository.
    refused: {
      event_name: [
        'pull_request',
        'pull_request_target',
        'pull_request_review',
        'pull_request_review_comment',
      ],
    },
    request: 'permissions: { id-token: write } and core.getIDToken("<audience>")',
  },
  gitlab: {
    name: 'GitLab CI/CD',
    issuer: 'https://gitlab.com',
    identifying: ['project_id', 'namespace_id'],
    narrowing: {
      ref_protected: '"true" for protected branches and tags.',
      ref: 'The branch or tag.',
      environment: 'The deployment environment.',
      pipeline_source: 'What started the pipeline, such as push.',
    },
    unsafe: {
      project_path: RENAMED,
      namespace_path: RENAMED,
      sub: 'Made of the project path, unless the project has changed its format.',
      job_project_id: 'Yours as well when the merge request of a fork runs in your project.',
      user_login: 'The person who started the pipeline, by name.',
    },
    refused: { pipeline_source: ['merge_request_event', 'external_pull_request_event'] },
    request: 'id_tokens: { JOB_TOKEN: { aud: <audience> } }',
  },
  buildkite: {
    name: 'Buildkite',
    issuer: 'https://agent.buildkite.com',
    identifying: ['pipeline_id', 'organization_id'],
    narrowing: { build_branch: 'The branch.', step_key: 'The step of the pipeline.' },
    unsafe: {
      organization_slug: RENAMED,
      pipeline_slug: RENAMED,
      sub: 'Made of the two slugs, unless the job asks for another --subject-claim.',
    },
    refused: {},
    request:
      'buildkite-agent oidc request-token --audience <audience> --claim organization_id,pipeline_id',
  },
  circleci: {
    name: 'CircleCI',
    issuer: 'https://oidc.circleci.com/org/<organisation id>',
    ownIssuer: true,
    identifying: ['oidc.circleci.com/project-id'],
    narrowing: {
      'oidc.circleci.com/vcs-ref': 'The branch or tag, such as refs/heads/main.',
      'oidc.circleci.com/vcs-origin':
        'The repository. Name it if builds of forked pull requests get secrets: they have your project id.',
    },
    unsafe: { sub: 'Names the person who started the run.' },
    // A person with a shell has the job's token.
    refused: { 'oidc.circleci.com/ssh-rerun': ['true'] },
    request: 'circleci run oidc get --claims \'{"aud": "<audience>"}\'',
  },
  kubernetes: {
    name: 'Kubernetes service account',
    issuer: 'https://oidc.example.com/clusters/<cluster>',
    ownIssuer: true,
    identifying: ['/kubernetes.io/serviceaccount/uid'],
    narrowing: { '/kubernetes.io/namespace': 'The namespace.', sub: 'Namespace and name.' },
    unsafe: {
      '/kubernetes.io/serviceaccount/name':
        'A service account that is deleted and created again has the same name.',
      '/kubernetes.io/pod/name': 'Chosen by whoever creates the pod.',
    },
    refused: {},
    request: 'a projected volume with serviceAccountToken: { audience: <audience> }',
    cached: 'The kubelet writes a new token to the file only when most of its lifetime has passed.',
  },
  google: {
    name: 'Google service account',
    issuer: 'https://accounts.google.com',
    identifying: ['sub'],
    narrowing: { azp: 'The unique id of the service account, like sub.' },
    unsafe: { email: 'A service account that is deleted and created again has the same address.' },
    refused: {},
    request: 'GET …/instance/service-accounts/default/identity?audience=<audience>',
    cached: 'The metadata server answers with the same token until it has nearly expired.',
  },
  aws: {
    name: 'AWS IAM role',
    issuer: 'https://<account-specific id>.tokens.sts.global.api.aws',
    ownIssuer: true,
    identifying: ['sub'],
    narrowing: {},
    unsafe: {},
    refused: {},
    request: 'aws sts get-web-identity-token --audience <audience> --signing-algorithm ES384',
  },
  spiffe: {
    name: 'SPIFFE JWT-SVID',
    issuer: 'https://oidc-discovery.example.org',
    ownIssuer: true,
    identifying: ['sub'],
    narrowing: {},
    unsafe: {},
    refused: {},
    request: 'spire-agent api fetch jwt -audience <audience>, with jwt_issuer set at the server',
    cached: 'The agent answers with the same JWT-SVID until half of its lifetime has passed.',
  },
  other: {
    name: 'Another OpenID Connect issuer',
    issuer: 'https://issuer.example.com',
    ownIssuer: true,
    identifying: ['sub'],
    narrowing: {},
    unsafe: { email: 'Addresses are given to other people.', name: 'A name.' },
    refused: {},
    request: 'see the documentation of the issuer',
  },
} as const satisfies Record<string, Platform>;

export type PlatformName = keyof typeof PLATFORMS;

export const PLATFORM_NAMES = Object.keys(PLATFORMS) as PlatformName[];

export function isPlatform(text: string): text is PlatformName {
  return Object.hasOwn(PLATFORMS, text);
}

export function describePlatform(name: string): Platform {
  return PLATFORMS[isPlatform(name) ? name : 'other'];
}
