import { buildCopy } from './build-copy';
import type { EjectPlan } from './plan';

/** Lines are rounded up to this, so that the page does not change with every edit. */
const LINE_STEP = 50;

/** What the page "Take only this" says of a style. */
export function summariseCopy(root: string, plan: EjectPlan) {
  const { size } = buildCopy(root, plan);
  return {
    part: plan.style,
    style: plan.family,
    title: plan.title,
    files: size.files,
    maxLines: Math.ceil(size.lines / LINE_STEP) * LINE_STEP,
    tests: size.tests,
    inside: plan.inside,
    leftOut: plan.leftOut,
  };
}
