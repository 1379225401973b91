import { decodeJwt, type JWTPayload, UnsecuredJWT } from 'jose';
import { judgeClaims } from '@/lib/auth/oauth/workload-federation/judge-claims';
import {
  findTrustRule,
  insertTrustRule,
} from '@/lib/auth/oauth/workload-federation/trust-rule.repository';
import { createTrustRule, revokeTrustRule } from '@/lib/auth/oauth/workload-federation/trust-rules';
import type { JobTokenChecks } from '@/lib/auth/oauth/workload-federation/verify-job-token';
import { ProblemError } from '@/lib/http/problem';
import { fromPublicId, toPublicId } from '@/lib/public-id';
import type { Lab, Observation, Runner } from '../lab';
import { joinObservations, showVerdict } from '../show-verdict';
import { type JobFixture, REPOSITORY, withJob } from './job-fixture';

/** A job that is what it says: the live diagram of the chapter. */
export function jobFlow(lab: Lab): Promise<Observation> {
  return withJob(lab, {}, async ({ askPlatform, use }) => {
    const token = await askPlatform('job');
    return use(token, 'Exchange the token of the platform', 'job');
  });
}

/** All conditions of a rule but some. */
function withoutConditions(...names: string[]): Partial<JobTokenChecks> {
  const judge: typeof judgeClaims = (...all) =>
    judgeClaims(...all).filter(({ name }) => !names.includes(name));
  return { judge };
}

/** An attack by a token that the platform signed: one claim is not the victim's. */
function strangeClaim(
  changes: JWTPayload,
  text: string,
  removed: Partial<JobTokenChecks>,
): Runner['run'] {
  return (lab, guarded) =>
    withJob(lab, { checks: guarded ? {} : removed }, async (fixture) => {
      const token = await fixture.askPlatform('client', changes);
      return withReason(fixture, await fixture.use(token, text));
    });
}

/** The attacker reads the first half, the owner of the rule the second. */
async function withReason(fixture: JobFixture, { refused, seen }: Observation) {
  if (!refused) return { refused, seen };
  return { refused, seen: `${seen}; the owner reads: ${await fixture.readRefusal()}` };
}

export const jobOfAnotherRepository: Runner = {
  refusal: '400 invalid_grant; the owner reads: repository_id: "666", the rule says 123',
  removal: 'The claims that the rule names are not compared.',
  run: strangeClaim(
    { repository_id: '666', repository: 'mallory/anything' },
    'Exchange the token of another repository’s job',
    withoutConditions('repository_id'),
  ),
};

export const pullRequestOfAFork: Runner = {
  refusal:
    '400 invalid_grant; the owner reads: event_name (default): "pull_request"; refused unless the rule names event_name: pull_request, pull_request_target, pull_request_review, pull_request_review_comment',
  removal: 'Every event of the repository counts.',
  run: strangeClaim(
    { event_name: 'pull_request' },
    'Exchange the token of a pull request’s job',
    withoutConditions('event_name (default)'),
  ),
};

const OTHER_AUDIENCE = 'https://other.example';

export const jobTokenForAnotherService: Runner = {
  refusal:
    '400 invalid_grant; the owner reads: aud: "https://other.example", the rule says tollgate and nothing else',
  removal: 'A rule is found by its id, and the audience is not compared.',
  async run(lab, guarded) {
    const find: JobTokenChecks['find'] = async (_issuer, _audience, id = '') => {
      const rule = await findTrustRule(lab.learner, id);
      return rule ? [rule] : [];
    };
    const removed = { ...withoutConditions('aud'), find };
    const run = strangeClaim(
      { aud: OTHER_AUDIENCE },
      'Exchange a token that was made for another service',
      removed,
    );
    const { refused, seen } = await run(lab, guarded);
    // Each run has an audience of its own.
    return { refused, seen: seen.replace(/lab-[\w-]+/, 'tollgate') };
  },
};

export const jobTokenUsedTwice: Runner = {
  refusal: '400 invalid_grant; the owner reads: jti: this token was exchanged before',
  removal: 'Nothing is remembered of a token.',
  run: (lab, guarded) =>
    withJob(lab, { checks: guarded ? {} : { once: async () => {} } }, async (fixture) => {
      const token = await fixture.askPlatform('job');
      const honest = await fixture.use(token, 'Exchange the token of the platform', 'job');
      if (honest.refused) return { refused: false, seen: `the honest job got ${honest.seen}` };
      return withReason(fixture, await fixture.use(token, 'Exchange the same token, from the log'));
    }),
};

export const unsignedJobToken: Runner = {
  refusal: 'alg none: 400 invalid_grant; a strange key: 400 invalid_grant',
  removal: 'The signature is not verified. (What says “none” is refused by the list all the same.)',
  run(lab, guarded) {
    const removed = { verify: async (token: string) => decodeJwt(token) };
    return withJob(lab, { checks: guarded ? {} : removed }, async (fixture) => {
      const strange = await fixture.sign(fixture.claims(), 'attacker');
      const signed = await fixture.use(strange, 'Exchange claims signed with the attacker’s key');
      if (!guarded) return { ...signed, seen: `a strange key: ${signed.seen}` };
      const unsigned = new UnsecuredJWT(fixture.claims()).encode();
      const none = await fixture.use(unsigned, 'Exchange claims signed with nothing');
      return joinObservations([
        { ...none, seen: `alg none: ${none.seen}` },
        { ...signed, seen: `a strange key: ${signed.seen}` },
      ]);
    });
  },
};

export const issuerKeysInside: Runner = {
  refusal: '400 invalid_grant; nobody asked the inner address',
  removal: 'What the metadata names is fetched, wherever it is.',
  run: (lab, guarded) =>
    withJob(lab, { keysInside: guarded ? 'guarded' : 'fetched' }, async (fixture) => {
      const token = await fixture.sign(fixture.claims());
      const text = 'Exchange a token whose issuer keeps its keys at an inner address';
      const { refused, seen } = await fixture.use(token, text);
      const asked = fixture.innerCalls();
      const who = asked === 0 ? 'nobody asked the inner address' : `the inner address was asked`;
      return { refused: refused && asked === 0, seen: `${seen}; ${who}` };
    }),
};

export const ruleByAName: Runner = {
  refusal: '422 validation-failed',
  removal: 'The rule is stored as it is; then the name is given up, and the attacker takes it.',
  run: (lab, guarded) => (guarded ? createNamedRule(lab) : takeOverName(lab)),
};

const STEP = {
  name: 'job.rule',
  from: 'browser',
  to: 'web',
  lane: 'may',
  text: 'Create a rule that names the repository by its name',
  code: 'lib/auth/oauth/workload-federation/trust-rule-schema.ts#identityFault:identifying.some',
} as const;

function createNamedRule(lab: Lab): Promise<Observation> {
  return showVerdict(STEP, async () => {
    try {
      const { id } = await createTrustRule(lab.learner, {
        name: 'Attack lab',
        issuer: 'https://ci.example.com',
        platform: 'github-actions',
        audience: 'tollgate',
        claims: { repository: REPOSITORY },
        scopes: ['usage:read'],
        mode: lab.learner.mode,
      });
      await revokeTrustRule(lab.learner, id);
      return { refused: false, seen: 'the rule was created' };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return { refused: true, seen: `422 ${error.slug}` };
    }
  });
}

function takeOverName(lab: Lab): Promise<Observation> {
  return withJob(lab, {}, async (fixture) => {
    const { issuer, audience, mode, id } = fixture.rule;
    const row = await findTrustRule(lab.learner, fromPublicId('tru', id) ?? '');
    if (!row) throw new Error('The rule of the lab is gone.');
    const named = await insertTrustRule(lab.learner, {
      ...{ name: 'By its name', platform: row.platform, issuer, audience, mode },
      claims: { repository: REPOSITORY },
      scopes: ['usage:read'],
      ...{ allowedCidrs: [], jwks: null, reusable: false, expiresAt: null },
    });
    const rule = toPublicId('tru', named.id);
    try {
      const token = await fixture.askPlatform('client', { repository_id: '666' });
      const text = 'Exchange the token of a new repository under the old name';
      return await fixture.use(token, text, 'client', rule);
    } finally {
      await revokeTrustRule(lab.learner, rule);
    }
  });
}
