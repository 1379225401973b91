import { StyleMark } from '@/components/auth-style/style-mark';
import { PageLink } from '@/components/ui/page-link';
import { type Attack, FAMILIES } from '@/lib/learn/attacks/attack';
import { GUARD_ANCHORS } from '@/lib/learn/attacks/guard-anchors';
import { SourceLink } from './code-excerpt';

/**
 * Attacks, each with what the field calls it, what stops it, and the line that does; a phone shows
 * the titles only, and the rest one tap away.
 */
export function AttackTable({ attacks }: { attacks: readonly Attack[] }) {
  return (
    <ul className="border-t border-outline">
      {attacks.map((attack) => (
        <Row key={attack.id} attack={attack} />
      ))}
    </ul>
  );
}

function Row({ attack }: { attack: Attack }) {
  const { slug, title, names, standards, guard, family } = attack;
  const { style } = FAMILIES[family];
  const code = GUARD_ANCHORS[slug];
  return (
    <li className="grid gap-x-6 border-b border-rule py-2 hover:bg-sunk sm:grid-cols-2 sm:py-3">
      <div className="min-w-0">
        <PageLink
          href={`/learn/attacks/${slug}`}
          className="font-serif leading-snug font-semibold no-underline hover:underline sm:text-lg"
        >
          {title}
        </PageLink>
        <p className="text-sm text-quiet max-sm:hidden">
          {style && <StyleMark name={style} className="mr-1.5 size-3.5 translate-y-[2px]" />}
          {[...names, ...standards].join(' · ')}
        </p>
      </div>
      <div className="min-w-0 self-center text-sm max-sm:hidden">
        <p>{guard}</p>
        {code && (
          <p className="text-xs text-quiet">
            <SourceLink code={code} />
          </p>
        )}
      </div>
    </li>
  );
}
