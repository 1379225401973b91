import { PROBLEM_TYPE_BASE, PROBLEMS, type ProblemSlug } from '@/lib/http/problem-catalog';

/** Also where a table names it, and another line throws it. */
const NAMED = /'([a-z-]+)'/g;

/**
 * The product's table of problems, cut down to those that the sources name.
 * @param more those that the examples name otherwise.
 */
export function writeProblemTable(sources: readonly string[], more: readonly string[]): string {
  const named = sources.flatMap((text) => [...text.matchAll(NAMED)].map(([, slug = '']) => slug));
  const slugs = [...new Set([...named, ...more])].filter(isSlug).sort();
  const rows = slugs.map((slug) => {
    const { status, title, remedy } = PROBLEMS[slug];
    const key = slug.includes('-') ? `'${slug}'` : slug;
    return `  ${key}: { status: ${status}, title: ${JSON.stringify(title)}, remedy: ${JSON.stringify(remedy)} },`;
  });
  return `/** Every problem that these files answer with. @see RFC 9457 */
export const PROBLEMS = {
${rows.join('\n')}
} as const satisfies Record<string, { status: number; title: string; remedy: string }>;

export type ProblemSlug = keyof typeof PROBLEMS;

export const PROBLEM_TYPE_BASE = '${PROBLEM_TYPE_BASE}';
`;
}

function isSlug(text: string): text is ProblemSlug {
  return Object.hasOwn(PROBLEMS, text);
}
