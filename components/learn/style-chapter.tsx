import type { ReactNode } from 'react';
import { StyleMark } from '@/components/auth-style/style-mark';
import { Callout } from '@/components/ui/callout';
import type { LabReport } from '@/lib/learn/lab/lab';
import { STYLE_TEXT, type Style } from '@/lib/learn/style';
import { STYLE_PAGES } from '@/lib/learn/style-page';
import { ChapterPage, Concept } from './chapter-page';
import { CodeExcerpt } from './code-excerpt';
import { RunButton } from './run-button';
import { TraceView } from './trace-view';

type StyleChapterProps = {
  style: Style;
  /** Undefined where the reader cannot run anything: then `invitation` says why. */
  action: ((form: FormData) => Promise<void>) | undefined;
  invitation: ReactNode;
  report: LabReport | undefined;
  /** The reader's own key, session or certificate. */
  own: ReactNode;
};

/** A chapter about one style: seen live, then the reader's own, then for and against, then the code. */
export function StyleChapter({ style, action, invitation, report, own }: StyleChapterProps) {
  const page = STYLE_PAGES[style];
  return (
    <ChapterPage
      href={`/learn/${style}`}
      title={
        <span className="inline-flex items-center gap-4">
          <StyleMark name={style} className="size-9" />
          {STYLE_TEXT[style].name}
        </span>
      }
      lead={page.lead}
    >
      <Concept id="live" title="Live">
        {action ? (
          <form action={action}>
            <input type="hidden" name="style" value={style} />
            <RunButton look="primary">{page.action}</RunButton>
          </form>
        ) : (
          <p>{invitation}</p>
        )}
        {report && (
          <div id="seen" tabIndex={-1} className="min-w-0">
            <TraceView id="style" steps={report.steps} style={style} />
          </div>
        )}
      </Concept>
      {own}
      <div className="grid gap-10 md:grid-cols-2">
        <Points id="strength" title="Strength" points={page.strength} />
        <Points id="weakness" title="Weakness" points={page.weakness} />
      </div>
      <Callout tone="warning" title="Often told imprecisely">
        <p className="max-w-prose">{page.correction}</p>
      </Callout>
      <Concept id="code" title="The code">
        {page.excerpts.map(({ title, code }) => (
          <CodeExcerpt key={code} title={title} code={code} />
        ))}
        <p className="text-sm text-quiet">
          All of it is in <code>{page.folder}</code>, README first.
        </p>
      </Concept>
    </ChapterPage>
  );
}

function Points({ id, title, points }: { id: string; title: string; points: readonly string[] }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="border-b border-outline pb-2 text-xl">
        {title}
      </h2>
      <ul>
        {points.map((point) => (
          <li key={point} className="border-b border-rule py-3">
            {point}
          </li>
        ))}
      </ul>
    </section>
  );
}
