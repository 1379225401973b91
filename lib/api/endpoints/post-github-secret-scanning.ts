import { z } from 'zod';
import { receiveGithubReport } from '@/lib/auth/api-key/receive-github-report';
import { readBody } from '@/lib/http/read-json-body';
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
    const body = await readBody(request, MAX_REPORT_BYTES);
    const { headers } = request;
    const feedback = await receiveGithubReport(
      body,
      headers.get('github-public-key-identifier'),
      headers.get('github-public-key-signature'),
    );
    return { body: feedback };
  },
});
