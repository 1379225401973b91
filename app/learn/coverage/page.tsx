import type { Metadata } from 'next';
import { ChapterPage, Concept } from '@/components/learn/chapter-page';
import { SourceLink } from '@/components/learn/code-excerpt';
import { Badge, type BadgeTone } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import { ATTACKS } from '@/lib/learn/attacks/attack-list';
import { GUARD_ANCHORS } from '@/lib/learn/attacks/guard-anchors';
import type { Claim } from '@/lib/learn/claims/claim';
import { CLAIM_SECTIONS, CLAIMS } from '@/lib/learn/claims/claim-list';
import {
  findLastRun,
  findProofState,
  type LastRun,
  type ProofState,
  readTestReport,
  type TestRef,
  type TestRun,
} from '@/lib/learn/test-report';
import { RUNNERS } from '@/lib/learn/lab/runners';

export const metadata: Metadata = { title: 'Coverage' };
export const dynamic = 'force-dynamic';

export default function CoveragePage() {
  const runs = readTestReport();
  const tested = CLAIMS.flatMap(({ proofs }) => (proofs ? findProofState(runs, proofs) : []));
  const attacked = ATTACKS.map(({ slug }) => findProofState(runs, [proofOf(slug)]));
  const open = CLAIMS.filter((claim) => claim.open).length;
  const launchable = ATTACKS.filter(({ slug }) => RUNNERS[slug]).length;
  return (
    <ChapterPage
      href="/learn/coverage"
      title="Coverage"
      lead="What is said about the three styles, and the test that would fail if it were not so. What no program can prove is marked, and so is what is still missing. The last run is that of npm test on this machine."
    >
      <Facts
        facts={[
          { term: 'Claims with a test', value: `${tested.length} of ${CLAIMS.length}` },
          { term: 'Tested on this machine', value: sumUp(tested) },
          { term: 'Not provable here', value: CLAIMS.length - tested.length - open },
          { term: 'Still open', value: open },
          { term: 'Attacks with a runner', value: `${launchable} of ${ATTACKS.length}` },
          { term: 'Attacks tested on this machine', value: sumUp(attacked) },
        ]}
      />
      {CLAIM_SECTIONS.map(({ title, claims }) => (
        <Concept key={title} id={toId(title)} title={title}>
          <ClaimTable title={title} claims={claims} runs={runs} />
        </Concept>
      ))}
      <Concept id="attacks" title="Attacks">
        <AttackTable runs={runs} />
      </Concept>
    </ChapterPage>
  );
}

/** "60 of 64 run, 1 failed": a test that did not run is never counted as passed. */
function sumUp(states: readonly ProofState[]): string {
  const run = states.filter((state) => state !== 'not run').length;
  const failed = states.filter((state) => state === 'failed').length;
  const outcome = run === 0 ? '' : failed === 0 ? ', all passed' : `, ${failed} failed`;
  return `${run} of ${states.length} run${outcome}`;
}

type ClaimTableProps = { title: string; claims: readonly Claim[]; runs: readonly TestRun[] };

function ClaimTable({ title, claims, runs }: ClaimTableProps) {
  return (
    <DataTable
      caption={`Claims about: ${title}`}
      rows={claims}
      rowKey={({ id }) => id}
      columns={[
        {
          label: 'Claim',
          heading: true,
          width: 'rows-wide:w-[40%]',
          cell: ({ text, shown }) => <PageLink href={shown}>{text}</PageLink>,
        },
        {
          label: 'State',
          width: 'rows-wide:w-[17%]',
          cell: (claim) => <State claim={claim} runs={runs} />,
        },
        {
          label: 'Proof',
          cell: ({ proofs, notProvable, open }) =>
            proofs ? <Proofs proofs={proofs} runs={runs} /> : (notProvable ?? open),
        },
      ]}
    />
  );
}

const TONES: Record<ProofState, BadgeTone> = {
  passed: 'good',
  failed: 'bad',
  'not run': 'neutral',
};

function State({ claim, runs }: { claim: Claim; runs: readonly TestRun[] }) {
  if (claim.proofs) return <ProofBadge state={findProofState(runs, claim.proofs)} />;
  return claim.open ? <Badge tone="waiting">open</Badge> : <Badge>not provable here</Badge>;
}

function ProofBadge({ state }: { state: ProofState }) {
  return <Badge tone={TONES[state]}>{state}</Badge>;
}

function Proofs({ proofs, runs }: { proofs: readonly TestRef[]; runs: readonly TestRun[] }) {
  return (
    <ul className="grid gap-1">
      {proofs.map(({ file, test }) => (
        <li key={`${file} ${test}`} className="[overflow-wrap:anywhere]">
          {test.replace('%s ', 'each ')} <PageLink href={`/learn/source/${file}`}>{file}</PageLink>
          <LastRunNote run={findLastRun(runs, { file, test })} />
        </li>
      ))}
    </ul>
  );
}

function AttackTable({ runs }: { runs: readonly TestRun[] }) {
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
          label: 'Proof',
          cell: ({ slug }) => (
            <>
              <ProofBadge state={findProofState(runs, [proofOf(slug)])} />
              <LastRunNote run={findLastRun(runs, proofOf(slug))} />
            </>
          ),
        },
        {
          label: 'Guard',
          cell: ({ slug }) => {
            const code = GUARD_ANCHORS[slug];
            return code ? <SourceLink code={code} /> : 'not here yet';
          },
        },
      ]}
    />
  );
}

/** Two attacks need pages, so the browser's test is theirs. */
function proofOf(slug: string): TestRef {
  return RUNNERS[slug]?.needsPages
    ? { file: 'e2e/learn/lab.spec.ts', test: `${slug}: refused, and through without its guard` }
    : { file: 'e2e/learn/attacks.test.ts', test: `${slug} is refused, exactly so` };
}

function LastRunNote({ run }: { run: LastRun | undefined }) {
  if (!run) return <span className="block text-quiet">not run on this machine yet</span>;
  return (
    <span className="block text-quiet">
      {run.passed ? 'passed ' : <strong className="text-accent">failed </strong>}
      <LocalTime time={run.at} />
    </span>
  );
}

function toId(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}
