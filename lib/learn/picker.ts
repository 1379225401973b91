import type { Style } from './style';

/**
 * The decision of three questions, as data: the page, the quiz, the diagram and the tests all read
 * this graph and nothing else.
 */
export type Answer = 'yes' | 'no';
export type QuestionId = 'delegation' | 'one-domain' | 'one-team' | 'holds-keys';

export type Verdict = {
  id: 'oauth' | 'mtls' | 'api-key' | 'app-credentials' | 'partner-mtls';
  style: Style;
  title: string;
  /** One sentence: why this one. */
  because: string;
  /** Where to see it run in this system. */
  demo: { href: string; label: string };
  /** What to copy of this project for it, as `tollgate eject` names it. */
  take: readonly string[];
  /** Where something better fits a special case. */
  unless?: { text: string; href: string; label: string };
};

export type Question = {
  id: QuestionId;
  text: string;
  /** What the question is really about, for a reader who is not sure. */
  hint: string;
  /** True where the branch is ours: the usual picture of three questions ends before it. */
  ours: boolean;
  next: Record<Answer, QuestionId | Verdict>;
};

const OAUTH: Verdict = {
  id: 'oauth',
  style: 'oauth',
  take: ['authorization-server', 'oauth-sign-in'],
  title: 'OAuth 2.0 and OpenID Connect',
  because: 'Only a person can lend a right, and only a grant can be narrowed and taken back.',
  demo: { href: '/sign-in', label: 'Sign in and watch the code flow' },
};

const MTLS: Verdict = {
  id: 'mtls',
  style: 'mtls',
  take: ['mtls'],
  title: 'Mutual TLS',
  because: 'Both ends can be given a certificate each hour, so nobody has to keep a secret.',
  demo: { href: '/learn/mtls', label: 'See the certificates of the open connection' },
};

const API_KEY: Verdict = {
  id: 'api-key',
  style: 'api-key',
  take: ['api-key'],
  title: 'An API key, bound to addresses',
  because: 'One team can hold one secret. Narrow scopes, an end date and an address list bound it.',
  demo: {
    href: '/settings/api-keys?new=1&allow=127.0.0.1/32',
    label: 'Make a key with the address filled in',
  },
  unless: {
    text: 'Does it run on a CI platform, in Kubernetes or in a cloud? Then its platform signs a token that says what it is, and no key has to be stored.',
    href: '/learn/ci-job',
    label: 'See a job exchange its token',
  },
};

const APP_CREDENTIALS: Verdict = {
  id: 'app-credentials',
  style: 'oauth',
  take: ['authorization-server'],
  title: 'OAuth client credentials, signed instead of shared',
  because:
    'Each team gets a client of its own that proves a private key; one can be ended without the rest.',
  demo: { href: '/learn/oauth', label: 'Read how a client proves itself' },
};

const PARTNER_MTLS: Verdict = {
  id: 'partner-mtls',
  style: 'mtls',
  take: ['mtls'],
  title: 'Mutual TLS between two organisations',
  because:
    'The partner runs certificates already: exchange authorities, and bind tokens to the connection.',
  demo: { href: '/learn/mtls', label: 'See how a peer is named and checked' },
};

export const QUESTIONS: Record<QuestionId, Question> = {
  delegation: {
    id: 'delegation',
    text: 'Does a person let someone else’s app act for them?',
    hint: 'Not “is a person involved”. The question is whether a right is lent.',
    ours: false,
    next: { yes: OAUTH, no: 'one-domain' },
  },
  'one-domain': {
    id: 'one-domain',
    text: 'Do you run the machines at both ends, under one authority?',
    hint: 'One trust domain: you could install a certificate on either end today.',
    ours: false,
    next: { yes: MTLS, no: 'one-team' },
  },
  'one-team': {
    id: 'one-team',
    text: 'Is it a simple integration that a single team looks after?',
    hint: 'One place where the secret is kept, one person to call when it leaks.',
    ours: false,
    next: { yes: API_KEY, no: 'holds-keys' },
  },
  'holds-keys': {
    id: 'holds-keys',
    text: 'Does the partner already run a certificate authority with renewal?',
    hint: 'Certificates that someone renews by hand once a year do not count.',
    ours: true,
    next: { yes: PARTNER_MTLS, no: APP_CREDENTIALS },
  },
};

export const FIRST_QUESTION: QuestionId = 'delegation';

export type Answers = Partial<Record<QuestionId, Answer>>;
export type Pick = {
  /** The questions in the order asked, with the answer where there is one. */
  asked: { question: Question; answer: Answer | undefined }[];
  /** Undefined while a question is open. */
  verdict: Verdict | undefined;
};

/** Walks the graph. Answers to questions that the walk does not reach are ignored. */
export function pick(answers: Answers): Pick {
  const asked: Pick['asked'] = [];
  let at: QuestionId | Verdict = FIRST_QUESTION;
  while (typeof at === 'string') {
    const question: Question = QUESTIONS[at];
    const answer: Answer | undefined = answers[question.id];
    asked.push({ question, answer });
    if (answer === undefined) return { asked, verdict: undefined };
    at = question.next[answer];
  }
  return { asked, verdict: at };
}

/** Every way through, for the page's picture and for the tests. */
export function allPaths(): { answers: Answers; verdict: Verdict }[] {
  const walk = (at: QuestionId | Verdict, answers: Answers): ReturnType<typeof allPaths> =>
    typeof at !== 'string'
      ? [{ answers, verdict: at }]
      : (['yes', 'no'] as const).flatMap((answer) =>
          walk(QUESTIONS[at].next[answer], { ...answers, [at]: answer }),
        );
  return walk(FIRST_QUESTION, {});
}

/** Reads answers out of a URL's query. Anything unknown is as if it were not there. */
export function parseAnswers(query: Record<string, string | string[] | undefined>): Answers {
  const answers: Answers = {};
  for (const question of Object.values(QUESTIONS)) {
    const value = query[question.id];
    if (value === 'yes' || value === 'no') answers[question.id] = value;
  }
  return answers;
}
