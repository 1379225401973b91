import type { Metadata } from 'next';
import { AttackEntry } from '@/components/learn/attack-entry';
import { ChapterPage } from '@/components/learn/chapter-page';
import { Callout } from '@/components/ui/callout';
import { FAMILIES, type Family } from '@/lib/learn/attacks/attack';
import { ATTACKS } from '@/lib/learn/attacks/attack-list';
import { isLabOpen } from '@/lib/learn/lab/lab-policy';

export const metadata: Metadata = { title: 'The attack lab' };
export const dynamic = 'force-dynamic';

const ORDER: readonly Family[] = [
  'key',
  'tenant',
  'mtls',
  'session',
  'oauth',
  'job',
  'edge',
  'webhook',
  'ops',
];

export default function AttacksPage() {
  return (
    <ChapterPage
      href="/learn/attacks"
      title="The attack lab"
      lead="Each attack runs against this very code, in a workspace of your own that holds nothing. First with the guard in place. Then without it, to see that the guard is what stops it."
    >
      {!isLabOpen() && (
        <Callout title="Attacks cannot be launched here">
          <p>This is a production system. Its operator opens the lab with TOLLGATE_LAB=1.</p>
        </Callout>
      )}
      {ORDER.map((family) => (
        <FamilyList key={family} family={family} />
      ))}
    </ChapterPage>
  );
}

function FamilyList({ family }: { family: Family }) {
  const { name, gist } = FAMILIES[family];
  return (
    <section aria-labelledby={`family-${family}`}>
      <h2 id={`family-${family}`} className="text-2xl">
        {name}
      </h2>
      <p className="mb-4 text-quiet">{gist}</p>
      <ul className="border-t border-outline">
        {ATTACKS.filter((attack) => attack.family === family).map((attack) => (
          <AttackEntry key={attack.id} attack={attack} />
        ))}
      </ul>
    </section>
  );
}
