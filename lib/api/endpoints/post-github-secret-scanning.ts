import { z } from 'zod';
import { receiveGithubReport, reportSchema } from '@/lib/auth/api-key/leak/receive-github-report';
import { countFailure, requireUnblockedAddress } from '@/lib/http/address-guard';
import { ProblemError, problem } from '@/lib/http/problem';
import { definePublicEndpoint } from '../endpoint';

const MAX_REPORT_BYTES = 8_388_608;

export const postGithubSecretScanning = definePublicEndpoint({
  method: 'POST',
  path: '/api/secret-scanning/github',
  operation: 'reportLeakedKeys',
  summary: 'Reports of GitHub secret scanning, signed by GitHub',
  description:
    'GitHub alone can sign such a report: whoever holds no key that GitHub publishes gets 401.',
  scope: 'public',
  headers: z.object({
    'GitHub-Public-Key-Identifier': z
      .string()
      .describe('Which of the keys that GitHub publishes signed the report.'),
    'GitHub-Public-Key-Signature': z
      .string()
      .describe('ECDSA with SHA-256 over the raw body, DER in base64.'),
  }),
  body: reportSchema,
  answers: {
    200: {
      description: 'Which findings were real.',
      schema: z.array(
        z.object({
          token_hash: z.string(),
          token_type: z.string(),
          label: z.enum(['true_positive', 'false_positive']),
        }),
      ),
    },
  },
  async handle(request, { address }) {
    requireUnblockedAddress(address);
    const keyIdentifier = request.header('github-public-key-identifier');
    const signature = request.header('github-public-key-signature');
    try {
      // Attack: large bodies of anyone. Without a signature none is read, and a wrong one counts.
      if (!keyIdentifier || !signature) throw problem('invalid-signature');
      const body = await request.readBody(MAX_REPORT_BYTES);
      return { body: await receiveGithubReport(body, keyIdentifier, signature) };
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) await countFailure(address);
      throw error;
    }
  },
});
