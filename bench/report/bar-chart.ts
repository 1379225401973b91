import type { Bar } from '../support/publish';

const WIDTH = 680;
const LABEL_WIDTH = 210;
const VALUE_WIDTH = 90;
const ROW_HEIGHT = 30;
const TOP = 38;

/** A chart of horizontal bars as SVG. It takes the reader's theme. */
export function drawBarChart(title: string, unit: string, bars: readonly Bar[]): string {
  const room = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
  const longest = Math.max(...bars.map(({ value }) => value));
  const height = TOP + bars.length * ROW_HEIGHT + 8;
  const rows = bars.map(({ label, value }, index) => {
    const y = TOP + index * ROW_HEIGHT;
    const length = Math.max(2, Math.round((value / longest) * room));
    return [
      `  <text class="label" x="${LABEL_WIDTH - 10}" y="${y + 15}" text-anchor="end">${escapeText(label)}</text>`,
      `  <rect class="${index === 0 ? 'ours' : 'peer'}" x="${LABEL_WIDTH}" y="${y}" width="${length}" height="20" rx="3"/>`,
      `  <text class="value" x="${LABEL_WIDTH + length + 8}" y="${y + 15}">${value.toLocaleString('en')} ${escapeText(unit)}</text>`,
    ].join('\n');
  });
  const described = bars.map(({ label, value }) => `${label}: ${value} ${unit}`).join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc">
  <title id="title">${escapeText(title)}</title>
  <desc id="desc">${escapeText(described)}</desc>
  <style>
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .heading { font-weight: 600; }
    .ours { fill: #2f6f4f; }
    .peer { fill: #8b949e; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .ours { fill: #5fb98c; }
    }
  </style>
  <text class="heading" x="0" y="18">${escapeText(title)}</text>
${rows.join('\n')}
</svg>
`;
}

function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
