import clsx from 'clsx';
import { StyleLabel } from '@/components/auth-style/style-mark';
import { type Door, type DoorStep, PHASES, type Phase } from '@/lib/learn/three-doors';
import { SourceLink } from './code-excerpt';

const RULES = {
  'api-key': 'border-l-api-key',
  oauth: 'border-l-oauth',
  mtls: 'border-l-mtls',
} as const;

/** One request through each door: a band for each phase, a column for each door. */
export function ThreeDoors({ doors }: { doors: readonly Door[] }) {
  return Object.entries(PHASES).map(([phase, title]) => (
    <section key={phase} aria-labelledby={phase} className="min-w-0">
      <h2 id={phase} className="border-b border-outline pb-2 text-xl">
        {title}
      </h2>
      <div className="grid gap-x-6 md:grid-cols-3">
        {doors.map(({ style, phases }, index) => (
          <section key={style} className="min-w-0 pt-3">
            <h3 className="text-sm">
              <StyleLabel name={style} />
            </h3>
            <Steps
              steps={phases[phase as Phase].filter(({ shared }) => index === 0 || !shared)}
              said={index === 0 ? 0 : phases[phase as Phase].filter(({ shared }) => shared).length}
              rule={RULES[style]}
            />
          </section>
        ))}
      </div>
    </section>
  ));
}

type StepsProps = {
  steps: readonly DoorStep[];
  /** How many more there are, already told of the first door. */
  said: number;
  rule: string;
};

function Steps({ steps, said, rule }: StepsProps) {
  if (steps.length + said === 0)
    return (
      <p className="py-2 text-sm text-quiet">
        Not in this recording: both certificates were issued before, and nothing is handed over for
        a call.
      </p>
    );
  return (
    <ol className="mt-1 text-sm">
      {said > 0 && (
        <li className="border-b border-b-rule py-1.5 text-quiet last:border-b-0">
          {said === 1 ? 'The same step' : `The same ${said} steps`} as with an API key
        </li>
      )}
      {steps.map(({ text, detail, code, shared }, index) => (
        <li
          key={`${text} ${index}`}
          className={clsx(
            'border-b border-b-rule py-1 last:border-b-0 md:py-1.5',
            shared ? 'text-quiet' : `border-l-2 pl-2.5 ${rule}`,
          )}
        >
          {text} {detail && <code className="[overflow-wrap:anywhere]">{detail}</code>}
          {!shared && code && (
            <span className="hidden text-xs md:block">
              <SourceLink code={code} />
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
