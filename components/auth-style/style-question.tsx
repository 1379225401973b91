import { PageLink } from '@/components/ui/page-link';
import { type Style, StyleLabel } from './style-mark';

const ANSWERS: readonly { style: Style; when: string; how: string; href: string }[] = [
  {
    style: 'api-key',
    when: 'One team’s script calls your API.',
    how: 'Scoped, expiring, restricted by IP, shown once.',
    href: '/learn/api-key',
  },
  {
    style: 'oauth',
    when: 'A person signs in, or lends an app some of their rights.',
    how: 'Short-lived tokens, consent, a grant that can be revoked.',
    href: '/learn/oauth',
  },
  {
    style: 'mtls',
    when: 'Two services that you run yourself talk to each other.',
    how: 'Certificates on both sides, valid for an hour, renewed automatically.',
    href: '/learn/mtls',
  },
];

/** The question of the title, answered in three lines. */
export function StyleQuestion() {
  return (
    <section aria-labelledby="which" className="mt-20">
      <h2 id="which" className="text-xl">
        When to use which
      </h2>
      <dl className="mt-4 border-t border-rule">
        {ANSWERS.map(({ style, when, how, href }) => (
          <div
            key={style}
            className="grid gap-x-8 border-b border-rule py-4 sm:grid-cols-[7rem_minmax(0,1fr)_minmax(0,1fr)]"
          >
            <dt>
              <PageLink href={href} className="no-underline hover:underline">
                <StyleLabel name={style} />
              </PageLink>
            </dt>
            <dd className="font-reading text-lg leading-snug">{when}</dd>
            <dd className="text-quiet">{how}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-sm">
        <PageLink href="/learn/picker">Answer three questions to find yours</PageLink>
      </p>
    </section>
  );
}
