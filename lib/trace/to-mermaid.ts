import { LANES, PARTIES, type Party, type Step } from './step';

/** The parties of a trace, in the order in which a diagram shows them. */
export function partiesOf(steps: readonly Step[]): Party[] {
  const present = new Set(steps.flatMap(({ from, to }) => [from, to]));
  return (Object.keys(PARTIES) as Party[]).filter((party) => present.has(party));
}

/**
 * Writes a trace as a Mermaid sequence diagram, to paste into documents.
 * @see https://mermaid.js.org/syntax/sequenceDiagram.html
 */
export function toMermaid(steps: readonly Step[]): string {
  const lines = ['sequenceDiagram', '  autonumber'];
  for (const party of partiesOf(steps)) lines.push(`  participant ${party} as ${PARTIES[party]}`);
  let lane: string | undefined;
  for (const step of steps) {
    if (step.lane !== lane) lines.push(`  Note over ${step.to}: ${LANES[step.lane]}`);
    lane = step.lane;
    const arrow = step.outcome === 'refused' ? '--x' : step.outcome === 'answered' ? '-->>' : '->>';
    const detail = step.detail ? ` (${step.detail})` : '';
    lines.push(`  ${step.from}${arrow}${step.to}: ${escape(step.text + detail)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Mermaid ends a message at a semicolon and reads # as an entity. */
function escape(text: string): string {
  return text.replace(/[;#]/g, (sign) => `#${sign.charCodeAt(0)};`).replace(/\s+/g, ' ');
}
