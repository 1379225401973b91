import type { Metadata } from 'next';
import { ChapterPage, Concept } from '@/components/learn/chapter-page';
import { SourceLink } from '@/components/learn/source-link';
import { Badge } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import { Facts } from '@/components/ui/facts';
import { PageLink } from '@/components/ui/page-link';
import type { Proof } from '@/lib/learn/anchor';
import { ATTACKS } from '@/lib/learn/attacks/attack-list';
import { GUARD_ANCHORS } from '@/lib/learn/attacks/guard-anchors';
import type { Claim } from '@/lib/learn/claims/claim';
import { CLAIM_SECTIONS, CLAIMS } from '@/lib/learn/claims/claim-list';
import { RUNNERS } from '@/lib/learn/lab/runners';

export const metadata: Metadata = { title: 'Coverage' };

export default function CoveragePage() {
  const proved = CLAIMS.filter(({ proofs }) => proofs).length;
  const open = CLAIMS.filter((claim) => claim.open).length;
  const launchable = ATTACKS.filter(({ slug }) => RUNNERS[slug]).length;
  return (
    <ChapterPage
      href="/learn/coverage"
      title="Coverage"
      lead="What is said about the three styles, and the test that would fail if it were not so. What no program can prove is marked, and so is what is still missing."
    >
      <Facts
        facts={[
          { term: 'Claims proved', value: `${proved} of ${CLAIMS.length}` },
          { term: 'Not provable here', value: CLAIMS.length - proved - open },
          { term: 'Still open', value: open },
          { term: 'Attacks with a runner', value: `${launchable} of ${ATTACKS.length}` },
        ]}
      />
      {CLAIM_SECTIONS.map(({ title, claims }) => (
        <Concept key={title} id={toId(title)} title={title}>
          <ClaimTable title={title} claims={claims} />
        </Concept>
      ))}
      <Concept id="attacks" title="Attacks">
        <AttackTable />
      </Concept>
    </ChapterPage>
  );
}

function ClaimTable({ title, claims }: { title: string; claims: readonly Claim[] }) {
  return (
    <DataTable
      caption={`Claims about: ${title}`}
      rows={claims}
      rowKey={({ id }) => id}
      columns={[
        {
          label: 'Claim',
          heading: true,
          cell: ({ text, shown }) => <PageLink href={shown}>{text}</PageLink>,
        },
        { label: 'State', cell: (claim) => <State claim={claim} /> },
        {
          label: 'By',
          cell: ({ proofs, notProvable, open }) =>
            proofs ? <Proofs proofs={proofs} /> : (notProvable ?? open),
        },
      ]}
    />
  );
}

function State({ claim }: { claim: Claim }) {
  if (claim.proofs) return <Badge tone="good">proved</Badge>;
  return claim.open ? <Badge tone="waiting">open</Badge> : <Badge>not provable here</Badge>;
}

function Proofs({ proofs }: { proofs: readonly Proof[] }) {
  return (
    <ul className="grid gap-1">
      {proofs.map(({ file, test }) => (
        <li key={`${file} ${test}`} className="[overflow-wrap:anywhere]">
          {test.replace('%s ', 'each ')} <PageLink href={`/learn/source/${file}`}>{file}</PageLink>
        </li>
      ))}
    </ul>
  );
}

function AttackTable() {
  return (
    <DataTable
      caption="Attacks with their guards"
      rows={ATTACKS}
      rowKey={({ id }) => id}
      columns={[
        {
          label: 'Attack',
          heading: true,
          cell: ({ slug, title }) => <PageLink href={`/learn/attacks/${slug}`}>{title}</PageLink>,
        },
        {
          label: 'State',
          cell: ({ slug }) =>
            RUNNERS[slug] ? (
              <Badge tone="good">runs, with twin</Badge>
            ) : (
              <Badge tone="waiting">told only</Badge>
            ),
        },
        {
          label: 'Guard',
          cell: ({ slug }) => {
            const anchor = GUARD_ANCHORS[slug];
            return anchor ? <SourceLink anchor={anchor} /> : 'not here yet';
          },
        },
      ]}
    />
  );
}

function toId(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}
