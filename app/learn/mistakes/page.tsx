import type { Metadata } from 'next';
import { StyleLabel } from '@/components/auth-style/style-mark';
import { ChapterPage, Concept } from '@/components/learn/chapter-page';
import { Explained } from '@/components/learn/explained';
import { Facts } from '@/components/ui/facts';
import { PageLink } from '@/components/ui/page-link';
import { findAttack } from '@/lib/learn/attacks/attack-list';
import { findTerms } from '@/lib/learn/glossary';
import { MISTAKES } from '@/lib/learn/mistakes';

export const metadata: Metadata = { title: 'Eight mistakes' };

const PIECES = findTerms(MISTAKES.flatMap(({ harm, instead }) => [harm, instead]));

export default function MistakesPage() {
  return (
    <ChapterPage
      href="/learn/mistakes"
      title="Eight mistakes"
      lead="Each invites an attack. Launch it, and see what this system does instead."
    >
      {MISTAKES.map((mistake, index) => (
        <Concept key={mistake.id} id={mistake.id} title={mistake.title}>
          <Facts
            facts={[
              {
                term: 'Style',
                value: mistake.style === 'all' ? 'All three' : <StyleLabel name={mistake.style} />,
              },
              { term: 'What goes wrong', value: <Explained pieces={PIECES[2 * index] ?? []} /> },
              { term: 'Here instead', value: <Explained pieces={PIECES[2 * index + 1] ?? []} /> },
              { term: 'The attack', value: <AttackLinks slugs={mistake.attacks} /> },
              ...(mistake.better
                ? [
                    {
                      term: 'Better still',
                      value: <PageLink href={mistake.better.href}>{mistake.better.label}</PageLink>,
                    },
                  ]
                : []),
            ]}
          />
        </Concept>
      ))}
    </ChapterPage>
  );
}

function AttackLinks({ slugs }: { slugs: readonly string[] }) {
  return (
    <ul className="grid gap-1">
      {slugs.map((slug) => (
        <li key={slug}>
          <PageLink href={`/learn/attacks/${slug}`}>{findAttack(slug)?.title ?? slug}</PageLink>
        </li>
      ))}
    </ul>
  );
}
