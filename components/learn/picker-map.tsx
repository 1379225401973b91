import { type Pick, QUESTIONS, type QuestionId, type Verdict } from '@/lib/learn/picker';

const ORDER: readonly QuestionId[] = ['delegation', 'one-domain', 'one-team', 'holds-keys'];
const ROW = 92;
const X = { trunk: 40, leaf: 150 } as const;

/** The whole graph as a line map: the trunk is “no”, each branch to the right is a “yes”. */
export function PickerMap({ asked, verdict }: Pick) {
  const height = ORDER.length * ROW + 64;
  const answerOf = (id: QuestionId) => asked.find(({ question }) => question.id === id)?.answer;
  return (
    <svg
      viewBox={`0 0 352 ${height}`}
      aria-hidden
      focusable="false"
      className="w-full max-w-sm"
      fontFamily="var(--font-atkinson)"
      fontSize="14"
    >
      {ORDER.map((id, index) => {
        const y = 28 + index * ROW;
        const answer = answerOf(id);
        const { yes, no } = QUESTIONS[id].next;
        return (
          <g key={id}>
            <Line
              d={`M${X.trunk} ${y}V${y + ROW}`}
              taken={answer === 'no'}
              dashed={QUESTIONS[id].ours}
            />
            <text x={X.trunk + 10} y={y + ROW / 2 + 4} fill="var(--quiet)">
              no
            </text>
            {typeof yes !== 'string' && (
              <>
                <Line
                  d={`M${X.trunk} ${y}H${X.leaf - 8}`}
                  taken={answer === 'yes'}
                  dashed={QUESTIONS[id].ours}
                />
                <text x={X.trunk + 46} y={y - 8} fill="var(--quiet)">
                  yes
                </text>
                <Leaf verdict={yes} x={X.leaf} y={y} chosen={verdict?.id === yes.id} />
              </>
            )}
            {typeof no !== 'string' && (
              <Leaf verdict={no} x={X.trunk + 14} y={y + ROW + 4} chosen={verdict?.id === no.id} />
            )}
            <circle
              cx={X.trunk}
              cy={y}
              r="9"
              fill={answer ? 'var(--ink)' : 'var(--paper)'}
              stroke="var(--ink)"
              strokeWidth="2"
            />
            <text
              x={X.trunk}
              y={y + 5}
              textAnchor="middle"
              fontSize="12"
              fill={answer ? 'var(--paper)' : 'var(--ink)'}
            >
              {index + 1}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function Line({ d, taken, dashed }: { d: string; taken: boolean; dashed: boolean }) {
  return (
    <path
      d={d}
      fill="none"
      stroke={taken ? 'var(--ink)' : 'var(--outline)'}
      strokeWidth={taken ? 4 : 1.5}
      strokeDasharray={dashed ? '5 5' : undefined}
    />
  );
}

type LeafProps = { verdict: Verdict; x: number; y: number; chosen: boolean };

function Leaf({ verdict, x, y, chosen }: LeafProps) {
  const [first = '', ...rest] = verdict.title.split(/, | between /);
  return (
    <g fill={`var(--${verdict.style})`} fontWeight={chosen ? 700 : 400}>
      <text x={x} y={y + 5} textDecoration={chosen ? 'underline' : undefined}>
        {first}
      </text>
      <text x={x} y={y + 22} fontSize="12">
        {rest.join(', ')}
      </text>
    </g>
  );
}
