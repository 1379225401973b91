import type { Metadata } from 'next';
import { AttackTable } from '@/components/learn/attack-table';
import { ChapterPage } from '@/components/learn/chapter-page';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { PageLink } from '@/components/ui/page-link';
import { getEnv } from '@/lib/env';
import { FAMILIES, type Family } from '@/lib/learn/attacks/attack';
import { ATTACKS } from '@/lib/learn/attacks/attack-list';
import {
  type AttackFilter,
  matchesFilter,
  readAttackFilter,
  STYLE_FILTERS,
  type StyleFilter,
} from '@/lib/learn/attacks/filter-attacks';
import { isLabOpen } from '@/lib/learn/lab/lab-policy';
import { STYLE_TEXT } from '@/lib/learn/style';

const TITLE = `${ATTACKS.length} attacks on one small API, and the line that stops each`;

export function generateMetadata(): Metadata {
  return {
    metadataBase: new URL(getEnv().APP_URL),
    title: TITLE,
    description:
      'Clickjacking, mix-up, confused deputy, request smuggling and more: each with a recorded run, the refusal and the line of code that stops it.',
    alternates: { canonical: '/learn/attacks' },
    openGraph: { title: TITLE, url: '/learn/attacks' },
    twitter: { card: 'summary_large_image' },
  };
}

export const dynamic = 'force-dynamic';

const ORDER: readonly Family[] = [
  'key',
  'tenant',
  'mtls',
  'session',
  'oauth',
  'job',
  'agent',
  'edge',
  'webhook',
  'ops',
];

type AttacksPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AttacksPage({ searchParams }: AttacksPageProps) {
  const filter = readAttackFilter(await searchParams);
  const found = ATTACKS.filter((attack) => matchesFilter(attack, filter));
  return (
    <ChapterPage
      href="/learn/attacks"
      title={TITLE}
      lead="Each attack has been run against this code with real requests, with its guard and without. Open one to see the recording, or sign in to run it yourself."
    >
      {!isLabOpen() && (
        <Callout title="Attacks cannot be launched here">
          <p>This is a production system. Its operator can enable the lab with TOLLGATE_LAB=1.</p>
        </Callout>
      )}
      <Filter filter={filter} found={found.length} />
      <div className="grid gap-8 sm:gap-14">
        {ORDER.map((family) => {
          const attacks = found.filter((attack) => attack.family === family);
          return (
            attacks.length > 0 && (
              <section key={family} aria-labelledby={`family-${family}`}>
                <h2 id={`family-${family}`} className="text-xl sm:text-2xl">
                  {FAMILIES[family].name}
                </h2>
                <p className="mb-4 text-quiet">{FAMILIES[family].gist}</p>
                <AttackTable attacks={attacks} />
              </section>
            )
          );
        })}
      </div>
    </ChapterPage>
  );
}

function Filter({ filter, found }: { filter: AttackFilter; found: number }) {
  return (
    <div className="grid gap-4">
      <nav aria-label="Style" className="flex flex-wrap gap-x-5 gap-y-2 text-sm">
        <StyleLink style={undefined} filter={filter} />
        {STYLE_FILTERS.map((style) => (
          <StyleLink key={style} style={style} filter={filter} />
        ))}
      </nav>
      <form className="flex max-w-xl flex-wrap items-end gap-3" role="search">
        {filter.style && <input type="hidden" name="style" value={filter.style} />}
        <label className="grid min-w-0 grow gap-1 text-sm font-semibold">
          Search by name, CWE or RFC
          <input
            type="search"
            name="q"
            defaultValue={filter.words}
            maxLength={80}
            placeholder="clickjacking, CWE-352, RFC 9700"
            className="min-h-10 min-w-0 rounded-sm border border-outline bg-raised px-3 text-base font-normal"
          />
        </label>
        <Button>Search</Button>
      </form>
      <p className="text-sm text-quiet" role="status">
        {found === ATTACKS.length
          ? `All ${found} attacks`
          : `${found} of ${ATTACKS.length} attacks`}
      </p>
    </div>
  );
}

function StyleLink({ style, filter }: { style: StyleFilter | undefined; filter: AttackFilter }) {
  const count = ATTACKS.filter((attack) => matchesFilter(attack, { ...filter, style })).length;
  const query = new URLSearchParams({
    ...(style && { style }),
    ...(filter.words && { q: filter.words }),
  });
  return (
    <PageLink
      href={query.size > 0 ? `/learn/attacks?${query}` : '/learn/attacks'}
      aria-current={style === filter.style ? 'true' : undefined}
      className="py-1 no-underline hover:underline aria-[current]:font-semibold aria-[current]:underline"
    >
      {nameOf(style)} <span className="tabular text-quiet">{count}</span>
    </PageLink>
  );
}

function nameOf(style: StyleFilter | undefined): string {
  if (style === undefined) return 'All';
  return style === 'other' ? 'Other' : STYLE_TEXT[style].name;
}
