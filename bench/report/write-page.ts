import { type Figure, isReached, type SavedResult } from '../support/publish';

/** Every figure that was promised, in the order of the page, whether it has been measured or not. */
const ORDER = [
  'front-door',
  'better-auth',
  'against',
  'key-check',
  'bound-key',
  'job-token',
  'authorization-server',
  'mcp',
  'million-keys',
  'mtls',
  'handshake',
  'large-crl',
  'rotation',
  'revocation',
  'ingest',
  'usage-history',
  'overload',
  'two-instances',
  'pages',
  'newcomer',
];

const HEAD = `# Performance

Made by \`npm run bench -- report\` from the results in \`bench/results\`; each program and its method are in [bench/README.md](../bench/README.md).

How to read it: ratios, measured side by side in one run, slice by slice in turn, CPU per request first. A clock on a shared machine cannot judge a tenth; CPU can, nearly. Beside each small ratio stands its control, the same thing against itself: what differs from 1 there is noise. In brackets: the quarters on each side of the median.
`;

/**
 * The whole page.
 * @throws {Error} where a result has no place in the order: it would be left out unseen.
 */
export function writePage(results: readonly SavedResult[]): string {
  const lost = results.filter(({ name }) => !ORDER.includes(name));
  if (lost.length > 0) throw new Error(`No place for: ${lost.map(({ name }) => name).join(', ')}.`);
  const sections = ORDER.map((name) => {
    const result = results.find((candidate) => candidate.name === name);
    return result ? writeSection(result) : undefined;
  });
  const missing = ORDER.filter((name) => !results.some((result) => result.name === name));
  return [HEAD, ...sections.filter(Boolean), writeMissing(missing)].filter(Boolean).join('\n');
}

function writeSection({ name, title, figures, control, chart, remarks, machine }: SavedResult) {
  const busy = machine.load > machine.cores;
  return [
    `## ${title}\n`,
    '| figure | goal | measured | |',
    '|---|---|---|---|',
    ...figures.map(writeRow),
    ...(control ? [`| control: ${control.what} | 1 x | ${writeValue(control)} | |`] : []),
    '',
    ...(chart ? [`![${chart.title}](images/performance/${name}.svg)\n`] : []),
    ...(remarks ?? []).map((remark) => `${remark}\n`),
    `\`npm run bench -- ${name}\`, ${machine.date}, ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}.` +
      (busy
        ? ` Other programs were at work: ${machine.load} runnable processes for ${machine.cores} cores, so rates are low and times long.\n`
        : '\n'),
  ].join('\n');
}

function writeRow(figure: Figure): string {
  const reached = isReached(figure);
  const goal = figure.goal
    ? `at ${figure.goal.at} ${figure.goal.value.toLocaleString('en')} ${figure.unit}`.trim()
    : '';
  const verdict = reached === undefined ? '' : reached ? 'reached' : '**missed**';
  return `| ${figure.what} | ${goal} | ${writeValue(figure)} | ${verdict} |`;
}

function writeValue({ value, unit, low, high }: Figure): string {
  const spread = low === undefined || high === undefined ? '' : ` (${low} to ${high})`;
  return `${`${value.toLocaleString('en')} ${unit}`.trim()}${spread}`;
}

function writeMissing(names: readonly string[]): string {
  if (names.length === 0) return '';
  const list = names.map((name) => `\`${name}\``).join(', ');
  return `## Not measured yet\n\nNo kept result: ${list}.\n`;
}
