import type { Metadata } from 'next';
import { notFound, permanentRedirect } from 'next/navigation';
import { Turn } from '@/components/learn/chapter-page';
import { AttackReport, HintList } from '@/components/learn/attack-report';
import { AttackNames } from '@/components/learn/attack-names';
import { CodeExcerpt } from '@/components/learn/code-excerpt';
import { LaunchForm } from '@/components/learn/launch-form';
import { RefusalPathFigure } from '@/components/learn/refusal-path';
import { Facts } from '@/components/ui/facts';
import { Section } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { getPerson } from '@/lib/auth/oauth/session/require-principal';
import { getEnv } from '@/lib/env';
import { FAMILIES } from '@/lib/learn/attacks/attack';
import { ATTACKS, findAttack } from '@/lib/learn/attacks/attack-list';
import { GUARD_ANCHORS } from '@/lib/learn/attacks/guard-anchors';
import { isLabOpen } from '@/lib/learn/lab/lab-policy';
import { findReport } from '@/lib/learn/lab/report-store';
import { RUNNERS } from '@/lib/learn/lab/runners';
import { readRecordedRuns } from '@/lib/learn/recorded/recorded-run';
import { toRefusalPath } from '@/lib/learn/recorded/refusal-path';
import { launchAction } from './launch-action';

type AttackPageProps = {
  params: Promise<{ slug: string }>;
  searchParams: Promise<{ run?: string | string[]; guard?: string | string[] }>;
};

export async function generateMetadata({ params }: AttackPageProps): Promise<Metadata> {
  const attack = findAttack((await params).slug);
  if (!attack) return { title: 'There is nothing here' };
  const url = `/learn/attacks/${attack.slug}`;
  return {
    metadataBase: new URL(getEnv().APP_URL),
    title: `${attack.title} (${attack.names[0]})`,
    description: attack.story,
    keywords: [...attack.names, ...attack.standards],
    alternates: { canonical: url },
    openGraph: { type: 'article', url, title: attack.title, description: attack.story },
    twitter: { card: 'summary_large_image' },
  };
}

export default async function AttackPage({ params, searchParams }: AttackPageProps) {
  const { slug } = await params;
  const { run, guard } = await searchParams;
  const attack = findAttack(slug);
  if (!attack) return leadOn(slug);
  const runner = RUNNERS[slug];
  const person = await getPerson();
  const own =
    person && typeof run === 'string' ? await findReport(person.userId, slug, run) : undefined;
  const recorded = readRecordedRuns(slug);
  const report = own ?? (guard === 'away' ? recorded.unguarded : undefined) ?? recorded.guarded;
  const code = GUARD_ANCHORS[slug];
  const next = ATTACKS[ATTACKS.indexOf(attack) + 1];
  return (
    <article className="min-w-0">
      <p className="text-sm">
        <PageLink href="/learn/attacks">All attacks</PageLink> · {FAMILIES[attack.family].name} ·{' '}
        {attack.id}
      </p>
      <h1 className="mt-2 text-3xl">{attack.title}</h1>
      <AttackNames attack={attack} className="mt-3" />
      <p className="prose mt-4">{attack.story}</p>
      <div className="mt-8">
        <RefusalPathFigure path={toRefusalPath(recorded.guarded)} guard={attack.guard} />
      </div>
      {code && (
        <div className="mt-8">
          <CodeExcerpt
            code={code}
            title={report.guarded ? 'The line that refuses it' : 'The line that this run left out'}
          />
        </div>
      )}
      <div className="mt-10 mb-12">
        <LaunchForm
          slug={slug}
          runner={runner}
          open={isLabOpen()}
          signedIn={person !== null}
          action={launchAction}
        />
      </div>
      {runner && <AttackReport report={report} runner={runner} refused={recorded.guarded} />}
      {!own && (
        <p className="-mt-6 mb-12 text-sm">
          <PageLink href={`/learn/attacks/${slug}${report.guarded ? '?guard=away' : ''}#seen`}>
            {report.guarded ? 'See the recorded run without the guard' : 'See it with the guard'}
          </PageLink>
        </p>
      )}
      <Section id="guard" title="The guard">
        <Facts
          facts={[
            { term: 'Guard', value: attack.guard },
            { term: 'Refusal', value: attack.expected },
          ]}
        />
      </Section>
      <Section id="hints" title="Try it by hand" lead="Open one hint at a time.">
        <HintList hints={attack.hints} env={getEnv()} />
      </Section>
      {next && (
        <p className="mt-16 border-t border-rule pt-6 sm:text-right">
          <Turn word="Next" href={`/learn/attacks/${next.slug}`} title={next.title} />
        </p>
      )}
    </article>
  );
}

/** Tests and tables name attacks by number, so `/learn/attacks/A22` leads to its page. */
function leadOn(text: string): never {
  const attack = ATTACKS.find(({ id }) => id === text.toUpperCase());
  if (attack) permanentRedirect(`/learn/attacks/${attack.slug}`);
  notFound();
}
