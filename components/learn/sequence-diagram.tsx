import { type DiagramRow, layOutDiagram } from '@/lib/learn/diagram-layout';
import { LANES, PARTIES, type Step } from '@/lib/trace/step';

const SANS = 'var(--font-atkinson)';

/** Keeps a text readable where it crosses a line. */
const HALO = { stroke: 'var(--paper)', strokeWidth: 5, paintOrder: 'stroke' } as const;

/**
 * A request as it happened: a column for each party, an arrow for each step, a band for each of the
 * two questions. The list beside it says the same in words, so the picture itself is hidden from
 * screen readers.
 */
export function SequenceDiagram({
  steps,
  hue = 'var(--ink)',
  breakIn,
}: {
  steps: readonly Step[];
  hue?: string;
  /** The step where an attack got in. */
  breakIn?: number;
}) {
  const { width, height, columns, rows, bands } = layOutDiagram(steps);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      aria-hidden
      focusable="false"
      className="h-auto max-w-none"
      fontFamily={SANS}
    >
      {bands.map((band) => (
        <g key={band.top}>
          <line x1="0" y1={band.top} x2={width} y2={band.top} stroke="var(--rule)" />
          <text x="14" y={band.top + 26} fontSize="13" fontWeight="650" fill="var(--quiet)">
            {LANES[band.lane]}
          </text>
        </g>
      ))}
      {columns.map(({ party, x }) => (
        <g key={party}>
          <text x={x} y="18" fontSize="14" fontWeight="650" fill="var(--ink)" textAnchor="middle">
            {PARTIES[party]}
          </text>
          <line x1={x} y1="28" x2={x} y2={height} stroke="var(--outline)" strokeWidth="1" />
        </g>
      ))}
      {rows.map((row) => (
        <Arrow
          key={row.number}
          row={row}
          hue={row.step.outcome === 'refused' || row.number - 1 === breakIn ? 'var(--accent)' : hue}
        />
      ))}
    </svg>
  );
}

function Arrow({ row, hue }: { row: DiagramRow; hue: string }) {
  const { step, y, fromX, toX, textX, label, detail } = row;
  const self = fromX === toX;
  const way = Math.sign(toX - fromX);
  const dash = step.seen ? (step.outcome === 'answered' ? '6 4' : undefined) : '2 4';
  return (
    <g>
      {label.map((line, index) => (
        <Label key={line} x={textX} y={y - 3 - (label.length - 1 - index) * 16} text={line} />
      ))}
      {detail && (
        <text
          x={textX}
          y={y + 14}
          fontSize="12"
          fill={step.outcome === 'refused' ? 'var(--accent)' : 'var(--quiet)'}
          {...HALO}
        >
          {detail}
        </text>
      )}
      {self ? (
        <g>
          <circle cx={fromX} cy={y} r="6" fill="var(--paper)" stroke={hue} strokeWidth="2" />
          {step.outcome === 'refused' ? (
            <Cross x={fromX} y={y} hue={hue} size={3} />
          ) : (
            <circle cx={fromX} cy={y} r="2.5" fill={hue} />
          )}
        </g>
      ) : (
        <g stroke={hue} strokeWidth="1.8" fill="none">
          <path d={`M${fromX} ${y + 2}H${toX - way * 7}`} strokeDasharray={dash} />
          {step.outcome === 'refused' ? (
            <Cross x={toX - way * 7} y={y + 2} hue={hue} size={5} />
          ) : (
            <path
              d={`M${toX - way * 9} ${y - 3}L${toX - way * 1} ${y + 2}L${toX - way * 9} ${y + 7}`}
            />
          )}
        </g>
      )}
    </g>
  );
}

function Label({ x, y, text }: { x: number; y: number; text: string }) {
  return (
    <text x={x} y={y} fontSize="13" fill="var(--ink)" {...HALO}>
      {text}
    </text>
  );
}

function Cross({ x, y, hue, size }: { x: number; y: number; hue: string; size: number }) {
  return (
    <path
      d={`M${x - size} ${y - size}l${2 * size} ${2 * size}M${x - size} ${y + size}l${2 * size} ${-2 * size}`}
      stroke={hue}
      strokeWidth="2"
    />
  );
}
