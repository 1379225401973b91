import type { ReactNode } from 'react';
import { StyleMark } from '@/components/auth-style/style-mark';
import { Callout } from '@/components/ui/callout';
import { PageLink } from '@/components/ui/page-link';
import type { LabReport } from '@/lib/learn/lab/lab-report';
import { STYLE_TEXT, type Style } from '@/lib/learn/style';
import { findTerms, type Piece } from '@/lib/learn/glossary';
import { STYLE_PAGES, type StylePage, textsOf } from '@/lib/learn/style-page';
import { WALK_PAGES, type Walk } from '@/lib/learn/walk';
import { ChapterPage, Concept } from './chapter-page';
import { CodeExcerpt } from './code-excerpt';
import { Explained } from './explained';
import { RunButton } from './run-button';
import { TraceView } from './trace-view';

type LiveProps = {
  /** Undefined where the reader cannot run anything: then `invitation` says why. */
  action: ((form: FormData) => Promise<void>) | undefined;
  invitation: ReactNode;
  report: LabReport;
  /** Whether the report is the recorded one that ships, not the reader's own. */
  recorded: boolean;
  /** The reader's own key, session, certificate or rules. */
  own: ReactNode;
};

/** A chapter about one style. */
export function StyleChapter({ style, ...live }: LiveProps & { style: Style }) {
  const title = (
    <span className="inline-flex items-center gap-4">
      <StyleMark name={style} className="size-9" />
      {STYLE_TEXT[style].name}
    </span>
  );
  return (
    <LiveChapter chapter={style} look={style} title={title} page={STYLE_PAGES[style]} {...live} />
  );
}

type WalkChapterProps = LiveProps & {
  walk: Walk;
  title: string;
  /** The style that the caller uses. */
  look: Style;
  /** What follows the code, such as the attacks. */
  children?: ReactNode;
};

/** A chapter about a caller that uses one of the styles in a way of its own. */
export function WalkChapter({ walk, ...rest }: WalkChapterProps) {
  return <LiveChapter chapter={walk} page={WALK_PAGES[walk]} {...rest} />;
}

type LiveChapterProps = LiveProps & {
  chapter: Style | Walk;
  look: Style;
  title: ReactNode;
  page: StylePage;
  children?: ReactNode;
};

/** Seen live, then the reader's own, then for and against, then the code. */
function LiveChapter({ chapter, look, title, page, children, ...live }: LiveChapterProps) {
  const { action, invitation, report, recorded, own } = live;
  const [lead = [], ...points] = findTerms(textsOf(page));
  const [strengths, weaknesses] = [page.strength.length, page.weakness.length];
  return (
    <ChapterPage href={`/learn/${chapter}`} title={title} lead={<Explained pieces={lead} />}>
      <Concept id="live" title="Live">
        {action ? (
          <form action={action}>
            <input type="hidden" name="chapter" value={chapter} />
            <RunButton look="primary">{page.action}</RunButton>
          </form>
        ) : (
          <p>{invitation}</p>
        )}
        <div id="seen" tabIndex={-1} className="min-w-0">
          <p className="mb-3 text-sm text-quiet">
            {recorded ? 'A recorded run' : 'Your run'}, {Math.round(report.durationMs)} ms.
          </p>
          <TraceView id="style" steps={report.steps} style={look} />
        </div>
      </Concept>
      {own}
      <div className="grid gap-10 md:grid-cols-2">
        <Points id="strength" title="Strengths" points={points.slice(0, strengths)} />
        <Points
          id="weakness"
          title="Weaknesses"
          points={points.slice(strengths, strengths + weaknesses)}
        />
      </div>
      <Callout tone="warning" title="Common misconception">
        <p className="max-w-prose">
          <Explained pieces={points.at(-1) ?? []} />
        </p>
      </Callout>
      <Concept id="code" title="The code">
        {page.excerpts.map(({ title: heading, code }) => (
          <CodeExcerpt key={code} title={heading} code={code} />
        ))}
        <p className="text-sm text-quiet">
          All of it is in <code>{page.folder}</code>.{' '}
          <PageLink href={`/learn/source/${page.folder}/README.md`}>Start with its README</PageLink>
          .
        </p>
      </Concept>
      {children}
    </ChapterPage>
  );
}

function Points({ id, title, points }: { id: string; title: string; points: readonly Piece[][] }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="border-b border-outline pb-2 text-xl">
        {title}
      </h2>
      <ul>
        {points.map((pieces) => (
          <li key={pieces[0]?.text} className="border-b border-rule py-3">
            <Explained pieces={pieces} />
          </li>
        ))}
      </ul>
    </section>
  );
}
