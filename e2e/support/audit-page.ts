import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What a narrow screen can break; the rest is the same document. */
const LAYOUT_RULES = ['target-size', 'scrollable-region-focusable'];
const NARROW_PX = 600;

/**
 * Expects no finding of axe, in light and in dark, and nothing that makes the page scroll sideways.
 * A theme changes colours only, so the dark one is asked about contrast alone; a narrow screen
 * changes the layout only.
 */
export async function auditPage(page: Page): Promise<void> {
  if ((page.viewportSize()?.width ?? 0) < NARROW_PX) {
    await expectNoFinding(page, new AxeBuilder({ page }).withRules(LAYOUT_RULES));
  } else {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await expectNoFinding(page, new AxeBuilder({ page }).withTags(TAGS));
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await expectNoFinding(page, new AxeBuilder({ page }).withRules(['color-contrast']));
  }
  const tooWide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(tooWide, `${page.url()} scrolls sideways`).toBe(0);
}

/** The same wide and as on a phone; leaves the page wide. */
export async function auditAtWidths(page: Page): Promise<void> {
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 844 });
    await auditPage(page);
  }
}

async function expectNoFinding(page: Page, axe: AxeBuilder): Promise<void> {
  // A change of theme is in the styles at once and on the screen a frame later.
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  const { violations } = await axe.analyze();
  const findings = violations.map(({ id, nodes }) => ({
    id,
    at: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
  }));
  expect(findings, page.url()).toEqual([]);
}
