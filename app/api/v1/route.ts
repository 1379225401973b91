import { answerNextRequest } from '@/lib/api/answer-next-request';

/** The root of the API hosted inside Next.js: there is nothing, and it is said as everywhere. */
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
