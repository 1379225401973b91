import { createHash } from 'node:crypto';
import { z } from 'zod';
import { problem } from '@/lib/http/problem';
import { validate } from '@/lib/http/validate';
import { findGithubPublicKey, verifyGithubSignature } from './github-signature';
import { revokeLeakedApiKey } from './report-leaked-key';

const MAX_TOKENS = 10_000;
const AT_ONCE = 16;

/** What GitHub sends: each place where something in the form of a key was found. */
export const reportSchema = z
  .array(
    z.object({
      token: z.string().max(4_096).describe('What was found.'),
      type: z.string().max(256).describe('The name of the pattern that matched.'),
      url: z.string().max(4_096).nullish().describe('Where it was found.'),
      source: z.string().max(256).nullish().describe('The kind of place: content, commit, …'),
    }),
  )
  .max(MAX_TOKENS);

type Feedback = {
  /** SHA-256, hexadecimal: the token itself is not sent back. */
  token_hash: string;
  token_type: string;
  label: 'true_positive' | 'false_positive';
};

/**
 * Takes a report of GitHub's secret scanning: what is a key of ours is revoked, its owner is told,
 * and GitHub hears which findings were real.
 * @throws {ProblemError} 401 `invalid-signature`, 422, 503.
 * @see https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program
 */
export async function receiveGithubReport(
  body: Uint8Array,
  keyIdentifier: string,
  signature: string,
): Promise<Feedback[]> {
  const publicKey = await findGithubPublicKey(keyIdentifier);
  if (!publicKey || !verifyGithubSignature(body, signature, publicKey)) {
    throw problem('invalid-signature');
  }
  const tokens = validate(reportSchema, parse(body));
  const feedback: Feedback[] = [];
  for (let start = 0; start < tokens.length; start += AT_ONCE) {
    const batch = tokens.slice(start, start + AT_ONCE);
    feedback.push(...(await Promise.all(batch.map(judge))));
  }
  return feedback;
}

async function judge({ token, type, url, source }: z.output<typeof reportSchema>[number]) {
  const where = url ?? source ?? 'GitHub';
  const ours = await revokeLeakedApiKey(token, 'github-secret-scanning', where);
  return {
    token_hash: createHash('sha256').update(token).digest('hex'),
    token_type: type,
    label: ours ? ('true_positive' as const) : ('false_positive' as const),
  };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
  } catch (cause) {
    throw problem('invalid-json', { cause });
  }
}
