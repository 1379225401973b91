import { answerAuthRequest } from '@/lib/auth/oauth/sign-in/callback';

export const GET = answerAuthRequest;
export const POST = answerAuthRequest;
