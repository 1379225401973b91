import clsx from 'clsx';

const PATTERN = /^(tg_)(live_|test_)([0-9A-Za-z]{8})([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/;

const PARTS = [
  {
    name: 'Prefix',
    means: 'lets scanners, people and log masks recognise a key',
    rule: 'border-outline',
  },
  { name: 'Mode', means: 'a test key never reaches live data', rule: 'border-accent' },
  { name: 'Id', means: 'names the key in lists and logs; not secret', rule: 'border-oauth' },
  { name: 'Secret', means: '190 random bits; we keep only a digest', rule: 'border-api-key' },
  { name: 'Checksum', means: 'tells a typo from a key without the database', rule: 'border-mtls' },
] as const;

/** A whole key with its parts marked. Copying `id`'s text gives the key itself. */
export function KeyAnatomy({ apiKey, id }: { apiKey: string; id: string }) {
  const parts = PATTERN.exec(apiKey)?.slice(1) ?? [apiKey];
  return (
    <div>
      <code id={id} className="block text-lg leading-10 [overflow-wrap:anywhere]">
        {parts.map((part, index) => (
          <span
            key={PARTS[index]?.name ?? part}
            className={clsx('border-b-3 [box-decoration-break:clone]', PARTS[index]?.rule)}
          >
            {part}
          </span>
        ))}
      </code>
      <dl className="mt-4 grid gap-x-4 text-sm sm:grid-cols-[6.5rem_minmax(0,1fr)]">
        {PARTS.map((part) => (
          <div key={part.name} className="contents">
            <dt className="mt-1">
              <span className={clsx('border-b-3', part.rule)}>{part.name}</span>
            </dt>
            <dd className="mt-1 text-quiet">{part.means}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
