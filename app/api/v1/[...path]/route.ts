import { answerNextRequest } from '@/lib/api/answer-next-request';

/** The public API hosted inside Next.js. */
export {
  answerNextRequest as DELETE,
  answerNextRequest as GET,
  answerNextRequest as HEAD,
  answerNextRequest as OPTIONS,
  answerNextRequest as PATCH,
  answerNextRequest as POST,
  answerNextRequest as PUT,
};

export const dynamic = 'force-dynamic';
