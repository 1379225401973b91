import type { Attack } from './attack';
import { BOUND_KEY_ATTACKS } from './bound-key-attacks';
import { AGENT_ATTACKS } from './agent-attacks';
import { JOB_ATTACKS } from './job-attacks';
import { KEY_FORM_ATTACKS } from './key-form-attacks';
import { KEY_USE_ATTACKS } from './key-use-attacks';
import { MTLS_CONNECTION_ATTACKS } from './mtls-connection-attacks';
import { MTLS_IDENTITY_ATTACKS } from './mtls-identity-attacks';
import { OAUTH_BACK_ATTACKS } from './oauth-back-attacks';
import { OAUTH_FRONT_ATTACKS } from './oauth-front-attacks';
import { OTHER_ATTACKS } from './other-attacks';
import { SESSION_ATTACKS } from './session-attacks';
import { TENANT_ATTACKS } from './tenant-attacks';

/** Every attack of the lab, in the order of their numbers. */
export const ATTACKS: readonly Attack[] = [
  ...OAUTH_FRONT_ATTACKS,
  ...OAUTH_BACK_ATTACKS,
  ...SESSION_ATTACKS,
  ...KEY_USE_ATTACKS,
  ...KEY_FORM_ATTACKS,
  ...TENANT_ATTACKS,
  ...MTLS_IDENTITY_ATTACKS,
  ...MTLS_CONNECTION_ATTACKS,
  ...OTHER_ATTACKS,
  ...BOUND_KEY_ATTACKS,
  ...JOB_ATTACKS,
  ...AGENT_ATTACKS,
];

/** The attack of a page; undefined where there is none of that name. */
export function findAttack(slug: string): Attack | undefined {
  return ATTACKS.find((attack) => attack.slug === slug);
}
