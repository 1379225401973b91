import { performance } from 'node:perf_hooks';
import { type KnownApiKey, loadApiKey } from '@/lib/auth/api-key/api-key-cache';
import { mintApiKey, newApiKeyId } from '@/lib/auth/api-key/key-format';
import { matchSecret } from '@/lib/auth/api-key/match-secret';
import { revokeLeakedApiKey } from '@/lib/auth/api-key/leak/report-leaked-key';
import { scanText } from '@/lib/auth/api-key/leak/scan-text';
import { traceStep } from '@/lib/trace/trace-step';
import { type Runner, toObservation } from './lab';
import { makeKey, withKey } from './make-key';
import { showVerdict } from './show-verdict';

const ME = '/api/v1/me';

/** A30: the hook before the commit, then the scanner after the push. */
export const keyFoundInGit: Runner = {
  refusal: 'the commit: refused, key on line 2; the finder: 401 key-revoked',
  removal: 'There is no hook, and nobody scans what was pushed.',
  async run(lab, guarded) {
    const { key } = await makeKey(lab.learner);
    const diff = `+++ b/.env\n+TOLLGATE_KEY=${key}\n`;
    const ask = () => lab.send({ path: ME, headers: withKey(key) });
    if (!guarded) return toObservation(await ask());
    const commit = await showVerdict(
      {
        name: 'git.commit',
        from: 'browser',
        to: 'browser',
        lane: 'may',
        text: 'The hook reads what is about to be committed',
        code: 'lib/auth/api-key/leak/scan-text.ts#scanText:API_KEY_SEARCH',
      },
      async () => {
        const [found] = scanText(diff);
        return { refused: found !== undefined, seen: `refused, key on line ${found?.line}` };
      },
    );
    await traceStep(
      {
        name: 'git.report',
        from: 'provider',
        to: 'web',
        lane: 'work',
        text: 'It was pushed past the hook: a scanner reports it, and it is revoked',
        code: 'lib/auth/api-key/leak/report-leaked-key.ts#revokeLeakedApiKey:revokeApiKeyTree',
      },
      () => revokeLeakedApiKey(key, 'attack-lab', 'a commit in the lab'),
      (ours) => (ours ? 'it was a key of ours' : 'no key of ours'),
    );
    const { refused, seen } = toObservation(await ask());
    return {
      refused: refused && commit.refused,
      seen: `the commit: ${commit.seen}; the finder: ${seen}`,
    };
  },
};

const SAMPLES = 400;
/** Medians further apart than this tell two cases apart; noise alone does not get there. */
const TELLING_RATIO = 3;

/** A32: many guesses at an id that exists and at one that does not, taking turns. */
export const timingOfUnknownIds: Runner = {
  refusal: 'the two cannot be told apart',
  removal: 'An id that is not known is refused at once, before anything is computed.',
  async run({ learner }, guarded) {
    const { id } = await makeKey(learner);
    const known = await loadApiKey(id);
    const judge = guarded ? matchSecret : hastyMatch;
    const times = traceStep(
      {
        name: 'lab.measure',
        from: 'client',
        to: 'web',
        lane: 'who',
        text: `${SAMPLES} guesses at a known id, ${SAMPLES} at an unknown one, in turns`,
        code: 'lib/auth/api-key/match-secret.ts#isSame:timingSafeEqual',
      },
      () => measureBoth(judge, id, known),
      ({ existing, missing }) => `medians ${sayTime(existing)} and ${sayTime(missing)}`,
    );
    const ratio = times.existing / times.missing;
    const told = ratio > TELLING_RATIO || ratio < 1 / TELLING_RATIO;
    const seen = told
      ? `an id that exists takes ${ratio.toFixed(0)} times as long`
      : 'the two cannot be told apart';
    return { refused: !told, seen };
  },
};

type Judge = (key: string, known: KnownApiKey | undefined) => unknown;

const hastyMatch: Judge = (key, known) => known && matchSecret(key, known);

function measureBoth(judge: Judge, id: string, known: KnownApiKey | undefined) {
  const time = (key: string, candidate: KnownApiKey | undefined): number => {
    const startedAt = performance.now();
    judge(key, candidate);
    return performance.now() - startedAt;
  };
  const existing: number[] = [];
  const missing: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    existing.push(time(mintApiKey('test', id), known));
    missing.push(time(mintApiKey('test', newApiKeyId()), undefined));
  }
  return { existing: median(existing), missing: median(missing) };
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

function sayTime(ms: number): string {
  return `${(ms * 1000).toFixed(1)} µs`;
}
