import type { ClaimSection } from './claim';
import { INTRO_CLAIMS, KEY_CLAIMS } from './door-claims';
import { OAUTH_CLAIMS } from './oauth-claims';
import { MTLS_CLAIMS, SIDE_CLAIMS, PICKER_CLAIMS } from './mtls-claims';
import { SCENARIO_CLAIMS, CONNECTS_CLAIMS } from './scenario-claims';
import { MISTAKE_CLAIMS, RECAP_CLAIMS } from './mistake-claims';

/** Every claim, in the order in which they are usually made. */
export const CLAIM_SECTIONS: readonly ClaimSection[] = [
  { title: 'The three styles', claims: INTRO_CLAIMS },
  { title: 'API keys', claims: KEY_CLAIMS },
  { title: 'OAuth', claims: OAUTH_CLAIMS },
  { title: 'mTLS', claims: MTLS_CLAIMS },
  { title: 'Side by side', claims: SIDE_CLAIMS },
  { title: 'The picker', claims: PICKER_CLAIMS },
  { title: 'Scenarios', claims: SCENARIO_CLAIMS },
  { title: 'What it connects to', claims: CONNECTS_CLAIMS },
  { title: 'Mistakes', claims: MISTAKE_CLAIMS },
  { title: 'Recap', claims: RECAP_CLAIMS },
];

export const CLAIMS = CLAIM_SECTIONS.flatMap(({ claims }) => claims);
