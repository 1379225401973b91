import type { Attack } from './attack';

const TOKEN = 'npm run -s tollgate -- dev ci-token';
const EXCHANGE = `curl -i http://localhost:3000/oauth/token -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange -d subject_token_type=urn:ietf:params:oauth:token-type:jwt -d client_id=$RULE --data-urlencode subject_token=$JOB_TOKEN`;

/** A63 to A69: jobs that exchange the token of their platform. */
export const JOB_ATTACKS: readonly Attack[] = [
  {
    id: 'A63',
    slug: 'job-of-another-repository',
    family: 'job',
    title: 'A job of someone else’s repository',
    names: ['workload impersonation', 'subject claim mismatch'],
    standards: ['RFC 8693 section 5', 'CWE-863'],
    story:
      'Every customer of a CI platform gets tokens of the same issuer, properly signed. The attacker runs a job in a repository of their own and asks for the victim’s audience.',
    expected: '400 invalid_grant; the owner of the rule reads which claim did not fit',
    guard: 'the rule names the repository by its id',
    hints: [
      { text: 'What does a valid signature of the platform prove, and what not?' },
      {
        text: 'Ask the development issuer for a token of another repository.',
        shell: `JOB_TOKEN=$(${TOKEN} --repository-id 666 --audience tollgate); ${EXCHANGE}`,
      },
    ],
  },
  {
    id: 'A64',
    slug: 'pull-request-of-a-fork',
    family: 'job',
    title: 'A pull request that changes the workflow',
    names: ['poisoned pipeline execution'],
    standards: ['OWASP CICD-SEC-4', 'CWE-863'],
    story:
      'The attacker forks the repository, changes what the job does, and opens a pull request. Where such jobs get a token, it names the victim’s repository.',
    expected: '400 invalid_grant',
    guard: 'pull requests are refused unless the rule names their event',
    hints: [
      { text: 'Whose code runs in a job that a pull request started, and has anybody read it?' },
      {
        text: 'Same repository, another event.',
        shell: `JOB_TOKEN=$(${TOKEN} --repository-id 123 --event pull_request --audience tollgate); ${EXCHANGE}`,
      },
    ],
  },
  {
    id: 'A65',
    slug: 'job-token-for-another-service',
    family: 'job',
    title: 'A job token that was meant for another service',
    names: ['audience confusion', 'token passthrough'],
    standards: ['RFC 7519 section 4.1.3', 'RFC 7523 section 3', 'CWE-863'],
    story:
      'The job also calls another service, with a token for that one. Whoever runs that service has a genuine token of the victim’s job.',
    expected: '400 invalid_grant',
    guard: 'exactly one audience, the rule’s',
    hints: [
      { text: 'Both services know the same job. How does a token say which of them it is for?' },
      {
        text: 'Ask for another audience.',
        shell: `JOB_TOKEN=$(${TOKEN} --repository-id 123 --audience https://other.example); ${EXCHANGE}`,
      },
    ],
  },
  {
    id: 'A66',
    slug: 'job-token-used-twice',
    family: 'job',
    title: 'A job token from a log',
    names: ['token replay', 'capture-replay'],
    standards: ['RFC 7519 section 4.1.7', 'CWE-294'],
    story:
      'A step prints its environment, and the token is in the log. It is valid for minutes, and the attacker is quick.',
    expected: '400 invalid_grant the second time',
    guard: 'each token is exchanged once',
    hints: [
      { text: 'The job itself was first. What can the server remember of a token?' },
      {
        text: 'Exchange one token twice.',
        shell: `JOB_TOKEN=$(${TOKEN} --repository-id 123 --audience tollgate); ${EXCHANGE}; ${EXCHANGE}`,
      },
    ],
  },
  {
    id: 'A67',
    slug: 'unsigned-job-token',
    family: 'job',
    title: 'A job token that nobody signed',
    names: ['algorithm none', 'algorithm confusion'],
    standards: ['RFC 8725 section 2.1', 'CWE-347'],
    story:
      'The attacker writes the claims of the victim’s job, and signs them with nothing or with a key of their own. Libraries once took “alg: none” at its word.',
    expected: '400 invalid_grant, for both',
    guard: 'a list of algorithms, and the issuer’s published keys',
    hints: [
      { text: 'Who chooses the algorithm: the token, or the one who reads it?' },
      { text: 'Decode a token, change its header to none, and drop the signature.' },
    ],
  },
  {
    id: 'A68',
    slug: 'issuer-keys-inside',
    family: 'job',
    title: 'An issuer whose keys are inside our network',
    names: ['server-side request forgery'],
    standards: ['CWE-918', 'OWASP API7:2023'],
    story:
      'Anybody may trust an issuer, also one of their own. Its metadata says that the keys are at an address that only our servers reach, and the answer would tell what is there.',
    expected: '400 invalid_grant, and nothing is fetched from there',
    guard: 'the key set goes through the guard that webhooks use',
    hints: [
      { text: 'Which addresses does the server fetch because someone else wrote them down?' },
      { text: 'Compare with the attack on webhooks: it is the same guard.' },
    ],
  },
  {
    id: 'A69',
    slug: 'rule-by-a-name',
    family: 'job',
    title: 'A repository name that was given up',
    names: ['name squatting', 'repository takeover'],
    standards: ['CWE-290'],
    story:
      'The victim’s rule names the repository by its name. They rename it, the attacker registers the old name, and their jobs fit the rule.',
    expected: '422: the rule is refused when it is created',
    guard: 'a rule has to name an id that is never given to another',
    hints: [
      { text: 'Which claims of a job can come to mean someone else?' },
      {
        text: 'Try to create such a rule.',
        shell:
          'npm run -s tollgate -- trust create --issuer http://localhost:4005 --audience tollgate --claim repository=octo-org/octo-app --scopes events:write',
      },
    ],
  },
];
