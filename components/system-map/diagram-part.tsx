import type { ReactNode } from 'react';

type At = { x: number; y: number };

const INK = 'var(--ink)';

/** Where a line begins: a stop on the map. */
export function Stop({ x, y }: At) {
  return <circle cx={x} cy={y} r="6.5" fill="var(--paper)" stroke={INK} strokeWidth="2.2" />;
}

/** A door in a wall, in the hue of its style. `x` and `y` are the middle of its sill. */
export function Arch({ x, y, hue, turn = 0 }: At & { hue: string; turn?: number }) {
  return (
    <path
      d={`M${x - 13} ${y}v-20a13 13 0 0 1 26 0v20z`}
      fill={hue}
      transform={turn ? `rotate(${turn} ${x} ${y})` : undefined}
    />
  );
}

/** A name in the interface typeface. */
export function Name({ x, y, children, size = 15 }: At & { children: ReactNode; size?: number }) {
  return (
    <text x={x} y={y} fontSize={size} fontWeight="650" fill={INK} fontFamily="var(--font-atkinson)">
      {children}
    </text>
  );
}

/** A quiet remark. */
export function Remark({ x, y, children, size = 13 }: At & { children: ReactNode; size?: number }) {
  return (
    <text x={x} y={y} fontSize={size} fill="var(--quiet)" fontFamily="var(--font-atkinson)">
      {children}
    </text>
  );
}

/** What goes over the wire. */
export function Wire({ x, y, children, size = 12.5 }: At & { children: ReactNode; size?: number }) {
  return (
    <text x={x} y={y} fontSize={size} fill={INK} fontFamily="var(--font-atkinson-mono), monospace">
      {children}
    </text>
  );
}
