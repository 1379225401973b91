import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { ChapterPage, Concept } from '@/components/learn/chapter-page';
import { RefreshWhileOpen } from '@/components/learn/refresh-while-open';
import { TraceView } from '@/components/learn/trace-view';
import { Button, ButtonLink } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import { PageLink } from '@/components/ui/page-link';
import { signInProviders } from '@/lib/auth/oauth/sign-in/providers';
import { getPerson } from '@/lib/auth/oauth/session/require-principal';
import { getEnv } from '@/lib/env';
import { readRecordedRuns } from '@/lib/learn/recorded/recorded-run';
import type { Trace } from '@/lib/trace/step';
import { listTraces } from '@/lib/trace/record-trace';
import { readWatchToken, WATCH_COOKIE, WATCH_HEADER } from '@/lib/trace/watch-token';
import { signInAgainAction, unwatchAction, watchAction } from './watch-action';

export const metadata: Metadata = { title: 'The wire' };

export default async function WirePage() {
  const person = await getPerson();
  const token = (await cookies()).get(WATCH_COOKIE)?.value;
  const watching = person !== null && token !== undefined && readWatchToken(token) !== undefined;
  const traces = person ? await listTraces(person.workspace.id) : [];
  return (
    <ChapterPage
      href="/learn/wire"
      title="The wire"
      lead="Any call that you make can be opened as a diagram: who sent what to whom, what was checked, in which order, and why it passed. It is drawn from the call’s own trace."
    >
      {!person && (
        <div className="grid justify-items-start gap-3">
          <ButtonLink href="/sign-in?return=/learn/wire">
            Sign in to watch your own calls
          </ButtonLink>
          <p className="text-sm text-quiet">You can watch your own calls only.</p>
        </div>
      )}
      {traces.length === 0 && (
        <Concept id="example" title="A recorded call">
          <TraceView id="example" steps={readRecordedRuns('api-key').guarded.steps} />
        </Concept>
      )}
      {person && !watching && (
        <form action={watchAction} className="grid justify-items-start gap-3">
          <Button look="primary">Watch my calls for an hour</Button>
          <p className="max-w-prose text-sm text-quiet">
            You get a token to send along. Calls without it are not recorded.
          </p>
        </form>
      )}
      {watching && (
        <Concept id="call" title="Make a call">
          <CodeBlock
            id="watched-call"
            label="Watched call"
            code={`curl -i -H "X-API-Key: $KEY" \\\n  -H "${WATCH_HEADER}: ${token}" \\\n  ${getEnv().APP_URL}/api/v1/invoices`}
          />
          <p className="max-w-prose text-sm text-quiet">
            Put one of your keys where it says $KEY. The Tollgate-Trace response header is the
            address of the diagram, which also appears below.
          </p>
          <p className="max-w-prose text-sm text-quiet">
            An app’s call is drawn the same way: send its access token in Authorization: Bearer
            instead of the key.
          </p>
        </Concept>
      )}
      {watching && (
        <Concept id="browser" title="Or use the browser">
          <p className="max-w-prose">
            Pages that you open are watched, too. These have the longest way to go.
          </p>
          <p className="flex flex-wrap gap-3">
            <ButtonLink href="/invoices">Open a page that asks billing</ButtonLink>
          </p>
          <form action={signInAgainAction} className="flex flex-wrap gap-3">
            {signInProviders().map(({ id, name }) => (
              <Button key={id} name="provider" value={id}>
                Sign in with {name} once more
              </Button>
            ))}
          </form>
          <form action={unwatchAction}>
            <Button>Stop watching</Button>
          </form>
          <RefreshWhileOpen seconds={3} />
        </Concept>
      )}
      {traces.length > 0 && (
        <Concept id="traces" title="Your traces">
          <TraceTable traces={traces} />
        </Concept>
      )}
    </ChapterPage>
  );
}

function TraceTable({ traces }: { traces: readonly Trace[] }) {
  return (
    <DataTable
      caption="Recorded calls, newest first"
      rows={traces}
      rowKey={({ id }) => id}
      columns={[
        {
          label: 'Call',
          heading: true,
          cell: ({ id, title }) => <PageLink href={`/learn/wire/${id}`}>{title}</PageLink>,
        },
        { label: 'Steps', numeric: true, cell: ({ steps }) => steps.length },
        { label: 'Ended with', cell: ({ steps }) => sayEnd(steps) },
        { label: 'When', cell: ({ startedAt }) => <LocalTime time={startedAt} /> },
      ]}
    />
  );
}

function sayEnd(steps: Trace['steps']): string {
  const last = steps.at(-1);
  return last ? `${last.text}${last.detail ? ` ${last.detail}` : ''}` : 'nothing';
}
