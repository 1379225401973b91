import { z } from 'zod';
import { receiveGithubReport } from '@/lib/auth/api-key/receive-github-report';
import { definePublicEndpoint } from '../endpoint';

const MAX_REPORT_BYTES = 8_388_608;

export const postGithubSecretScanning = definePublicEndpoint({
  method: 'POST',
  path: '/api/secret-scanning/github',
  operation: 'reportLeakedKeys',
  summary: 'Reports of GitHub secret scanning, signed by GitHub',
  scope: 'public',
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
  async handle(request) {
    const feedback = await receiveGithubReport(
      await request.readBody(MAX_REPORT_BYTES),
      request.header('github-public-key-identifier'),
      request.header('github-public-key-signature'),
    );
    return { body: feedback };
  },
});
