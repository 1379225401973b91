import type { Metadata } from 'next';
import { DoorLabel } from '@/components/door/door-mark';
import { ChapterPage, Concept } from '@/components/learn/chapter-page';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { DataTable } from '@/components/ui/data-table';
import { PageLink } from '@/components/ui/page-link';
import { getPerson } from '@/lib/auth/oauth/require-principal';
import { findDrill } from '@/lib/learn/lab/drill-store';
import { isLabOpen } from '@/lib/learn/lab/lab-policy';
import type { DrillResult } from '@/lib/learn/lab/revocation-drill';
import { drillAction } from './drill-action';

export const metadata: Metadata = { title: 'Revocation drill' };

export default async function RevocationPage() {
  const person = await getPerson();
  const results = person ? findDrill(person.userId) : undefined;
  return (
    <ChapterPage
      href="/learn/revocation"
      title="Revocation drill"
      lead="The day a credential is stolen is the wrong day to find out whether it can be ended. So do it now, with three that are made for it."
    >
      {person && isLabOpen() && (
        <form action={drillAction}>
          <Button look="primary">End a key, a session and a certificate</Button>
        </form>
      )}
      {!person && (
        <p>
          <PageLink href="/sign-in?return=/learn/revocation">Sign in to run the drill.</PageLink>
        </p>
      )}
      {!isLabOpen() && <p className="text-quiet">The lab is closed on this system.</p>}
      {results && (
        <Concept id="result" title="Time to dead">
          <DrillTable results={results} />
        </Concept>
      )}
      <Callout title="Not drilled here yet">
        <p>
          A grant and a refresh token: they belong to apps that you connect. Rolling a key is not in
          the drill on purpose. It replaces a secret and lets the old one go on for a while; after a
          theft, revoke.
        </p>
      </Callout>
    </ChapterPage>
  );
}

function DrillTable({ results }: { results: readonly DrillResult[] }) {
  return (
    <DataTable
      caption="Each credential with the time from ending it to its first refusal"
      rows={results}
      rowKey={({ credential }) => credential}
      columns={[
        { label: 'Credential', heading: true, cell: ({ credential }) => credential },
        { label: 'Style', cell: ({ style }) => <DoorLabel door={style} /> },
        { label: 'What was done', cell: ({ act }) => act },
        {
          label: 'Dead after',
          numeric: true,
          cell: ({ deadAfterMs }) => `${deadAfterMs.toFixed(1)} ms`,
        },
        { label: 'Uses after it', numeric: true, cell: ({ usesAfter }) => usesAfter },
        { label: 'Refusal', cell: ({ refusal }) => refusal },
      ]}
    />
  );
}
