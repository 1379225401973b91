import { apiKeyPlan } from './api-key/plan';
import { authorizationServerPlan } from './authorization-server/plan';
import { mtlsPlan } from './mtls/plan';
import { signInPlan } from './oauth-sign-in/plan';
import type { EjectPlan } from './plan';

/** The styles that can leave, in the order of the pages. */
export const PLANS: readonly EjectPlan[] = [
  apiKeyPlan,
  signInPlan,
  authorizationServerPlan,
  mtlsPlan,
];
