import type { Metadata } from 'next';
import { StyleMark } from '@/components/auth-style/style-mark';
import { ChapterPage } from '@/components/learn/chapter-page';
import { CodeBlock } from '@/components/ui/code-block';
import { getEnv } from '@/lib/env';
import { SHADCN_VERSION, TAKEABLES, type Takeable } from '@/lib/learn/take';

export const metadata: Metadata = { title: 'Take only this' };

// The address is that of the running system.
export const dynamic = 'force-dynamic';

export default function TakePage() {
  return (
    <ChapterPage
      href="/learn/take"
      title="Take only this"
      lead="Copy one style into an empty folder. The files are the ones that run here, with a store interface in place of this project's database. The copy is yours to change."
    >
      {TAKEABLES.map((takeable) => (
        <Section key={takeable.part} {...takeable} />
      ))}
      <p className="prose mt-8 text-quiet">
        Counted are files, and lines of code without empty lines and comments. Tests, examples and
        settings come on top.
      </p>
    </ChapterPage>
  );
}

function Section({
  part,
  style,
  title,
  files,
  maxLines,
  tests,
  inside,
  leftOut,
  command,
}: Takeable) {
  return (
    <section id={part} className="border-t border-outline py-8">
      <h2 className="flex items-center gap-3 text-2xl">
        <StyleMark name={style} className="size-6" />
        {title}
      </h2>
      <p className="mt-2 text-quiet">
        {files} files, at most {maxLines.toLocaleString('en-GB')} lines of code, and {tests} files
        of tests
      </p>
      <CodeBlock
        className="mt-4"
        id={`take-${part}`}
        label={`the command for ${title}`}
        code={command}
      />
      <p className="prose mt-4">Or add the same files to a project that you have:</p>
      <CodeBlock
        className="mt-2"
        id={`add-${part}`}
        label={`the command that adds ${title} to a project`}
        code={`npx shadcn@${SHADCN_VERSION} add ${getEnv().APP_URL}/r/${part}.json`}
      />
      <h3 className="mt-6 text-lg">Included</h3>
      <List sentences={inside} />
      <h3 className="mt-6 text-lg">Left out</h3>
      <List sentences={leftOut} />
    </section>
  );
}

function List({ sentences }: { sentences: readonly string[] }) {
  return (
    <ul className="prose mt-2 list-disc pl-5">
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
