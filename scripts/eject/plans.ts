import type { EjectPlan } from './plan';
import { apiKeyPlan } from './api-key/plan';

/** The styles that can leave, in the order of the pages. */
export const PLANS: readonly EjectPlan[] = [apiKeyPlan];
