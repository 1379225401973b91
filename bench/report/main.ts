import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SavedResult } from '../support/publish';
import { drawBarChart } from './bar-chart';
import { writeMeasured } from './write-measured';
import { writePage } from './write-page';

const RESULTS = 'bench/results';
const IMAGES = 'docs/images/performance';
const PAGE = 'docs/performance.md';
const MEASURED = 'lib/learn/measured.json';

/** Writes `docs/performance.md`, its charts and the figures of the tour from the kept results. */
mkdirSync(RESULTS, { recursive: true });
const results = readdirSync(RESULTS)
  .filter((file) => file.endsWith('.json'))
  .map((file): SavedResult => JSON.parse(readFileSync(path.join(RESULTS, file), 'utf8')));
mkdirSync(IMAGES, { recursive: true });
for (const { name, chart } of results) {
  if (!chart) continue;
  const svg = drawBarChart(chart.title, chart.unit, chart.bars);
  writeFileSync(path.join(IMAGES, `${name}.svg`), svg);
}
writeFileSync(PAGE, writePage(results));
writeFileSync(MEASURED, writeMeasured(results));
console.log(`${PAGE}: ${results.length} results`);
