import { readOperations } from '@/components/api-reference/operation';
import type { Command } from '@/components/shell/command';
import { getOpenApiDocument } from '@/lib/api/openapi-document';
import { getEnv } from '@/lib/env';
import { PROBLEMS } from '@/lib/http/problem-catalog';
import { ATTACKS } from '@/lib/learn/attacks/attack-list';
import { CHAPTERS } from '@/lib/learn/chapters';

const HOUR_SECONDS = 3_600;

export const dynamic = 'force-dynamic';

/** What the palette finds besides the pages of the navigation. Public, the same for everyone. */
export function GET(): Response {
  const commands: Command[] = [
    ...CHAPTERS.map(({ href, title, gist }) => ({
      label: title,
      group: 'Learn',
      href,
      words: gist,
    })),
    ...ATTACKS.map(({ slug, title }) => ({
      label: title,
      group: 'Attacks',
      href: `/learn/attacks/${slug}`,
      words: 'attack',
    })),
    ...readOperations(getOpenApiDocument(), getEnv().APP_URL).map((operation) => ({
      label: `${operation.method} ${operation.path}`,
      group: 'API',
      href: `/docs/api#${operation.id}`,
      words: operation.summary,
    })),
    ...Object.entries(PROBLEMS).map(([slug, { title }]) => ({
      label: slug,
      group: 'Problems',
      href: `/docs/problems/${slug}`,
      words: `problem ${title}`,
    })),
  ];
  return Response.json(commands, {
    headers: { 'cache-control': `public, max-age=${HOUR_SECONDS}` },
  });
}
