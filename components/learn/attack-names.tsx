import clsx from 'clsx';
import type { Attack } from '@/lib/learn/attacks/attack';
import { standardUrl } from '@/lib/learn/attacks/filter-attacks';

/** What the field calls an attack, and where it is described. */
export function AttackNames({ attack, className }: { attack: Attack; className?: string }) {
  return (
    <p className={clsx('flex flex-wrap gap-x-4 gap-y-1 text-sm', className)}>
      {attack.names.map((name) => (
        <strong key={name}>{name}</strong>
      ))}
      {attack.standards.map((standard) => (
        <Standard key={standard} name={standard} />
      ))}
    </p>
  );
}

function Standard({ name }: { name: string }) {
  const url = standardUrl(name);
  if (!url) return <span className="text-quiet">{name}</span>;
  return (
    <a href={url} rel="noreferrer" className="text-quiet">
      {name}
    </a>
  );
}
