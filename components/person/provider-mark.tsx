/**
 * A mark for a sign-in provider, drawn here: their logos belong to them. A branch for GitHub, a ring
 * of four colours for Google, a door for any other.
 */
export function ProviderMark({ name }: { name: string }) {
  return (
    <svg
      viewBox="0 0 20 20"
      aria-hidden
      focusable="false"
      className="size-5 shrink-0"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
    >
      {name === 'GitHub' ? <Branch /> : name === 'Google' ? <Ring /> : <Door />}
    </svg>
  );
}

function Branch() {
  return (
    <>
      <circle cx="5.5" cy="4" r="2" />
      <circle cx="5.5" cy="16" r="2" />
      <circle cx="14.5" cy="6" r="2" />
      <path d="M5.5 6v8M14.5 8c0 4-9 2-9 6" />
    </>
  );
}

const ARCS = [
  { d: 'M10 3a7 7 0 0 1 7 7', stroke: 'var(--accent)' },
  { d: 'M17 10a7 7 0 0 1-7 7', stroke: 'var(--oauth)' },
  { d: 'M10 17a7 7 0 0 1-7-7', stroke: 'var(--mtls)' },
  { d: 'M3 10a7 7 0 0 1 7-7', stroke: 'var(--api-key)' },
];

function Ring() {
  return ARCS.map((arc) => <path key={arc.d} strokeWidth="3" {...arc} />);
}

function Door() {
  return <path d="M4 17V8a6 6 0 0 1 12 0v9z" />;
}
