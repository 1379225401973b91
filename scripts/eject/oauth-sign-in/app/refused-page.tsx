import { isRefusalReason, REFUSALS } from '@/lib/auth/oauth/sign-in/refusal';

type Props = { searchParams: Promise<{ reason?: string | string[] }> };

export default async function RefusedPage({ searchParams }: Props) {
  const { reason } = await searchParams;
  const known = typeof reason === 'string' && isRefusalReason(reason) ? reason : 'internal-error';
  const { title, text } = REFUSALS[known];
  return (
    <>
      <h1>{title}</h1>
      <p>{text}</p>
      <p>
        <a href="/sign-in">Try again</a>
      </p>
    </>
  );
}
