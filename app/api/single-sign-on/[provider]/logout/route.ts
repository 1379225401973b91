import { answerBackChannelLogout } from '@/lib/auth/oauth/company/back-channel-logout';

type Context = { params: Promise<{ provider: string }> };

/** Where a company's provider says that a session of its has ended. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  return answerBackChannelLogout(request, (await params).provider);
}
