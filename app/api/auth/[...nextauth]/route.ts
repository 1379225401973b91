import { answerAuthRequest } from '@/lib/auth/oauth/answer-auth-request';

export const GET = answerAuthRequest;
export const POST = answerAuthRequest;
