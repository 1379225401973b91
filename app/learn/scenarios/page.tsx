import type { Metadata } from 'next';
import { StyleLabel } from '@/components/auth-style/style-mark';
import { ChapterPage, Concept } from '@/components/learn/chapter-page';
import { Callout } from '@/components/ui/callout';
import { PageLink } from '@/components/ui/page-link';
import { SCENARIOS } from '@/lib/learn/scenarios';

export const metadata: Metadata = { title: 'Three systems' };

export default function ScenariosPage() {
  return (
    <ChapterPage
      href="/learn/scenarios"
      title="Three systems"
      lead="The same question asked in three places, and where this project does what each of them would."
    >
      {SCENARIOS.map((scenario) => (
        <Concept key={scenario.id} id={scenario.id} title={scenario.title}>
          <p className="text-quiet">
            <StyleLabel name={scenario.style} />. {scenario.setting}
          </p>
          <ul className="border-t border-rule">
            {scenario.points.map(({ text, href }) => (
              <li key={text} className="border-b border-rule py-3">
                {text} {href && <PageLink href={href}>See it</PageLink>}
              </li>
            ))}
          </ul>
          {scenario.correction && (
            <Callout tone="warning" title="Common misconception">
              <p>{scenario.correction}</p>
            </Callout>
          )}
        </Concept>
      ))}
    </ChapterPage>
  );
}
