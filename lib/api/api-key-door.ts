import {
  requireAllowedAddress,
  requireApiKeyForm,
  requireUsableApiKey,
} from '@/lib/auth/api-key/check-api-key';
import { describeRolledKey } from '@/lib/auth/api-key/describe-rolled-key';
import { noteApiKeyUse } from '@/lib/auth/api-key/note-api-key-use';
import { type ProvenApiKey, proveApiKey } from '@/lib/auth/api-key/prove-api-key';
import type { Door, Proof } from './door';

/** Personal API keys, in `X-API-Key` or `Authorization: Bearer`. */
export const apiKeyDoor: Door = {
  recognises: (text, header) => header === 'x-api-key' || /^tg_(live|test)_/.test(text),
  checkForm(text) {
    const parsed = requireApiKeyForm(text);
    return {
      prove() {
        const proven = proveApiKey(parsed);
        return proven instanceof Promise ? proven.then(toProof) : toProof(proven);
      },
    };
  },
};

/** Methods, not arrow functions: for each of those the loader of TypeScript calls a helper. */
function toProof(proven: ProvenApiKey): Proof {
  return {
    principal: proven.known.principal,
    apiKey: proven,
    requireUsable() {
      requireUsableApiKey(proven);
    },
    requireAddress(context) {
      requireAllowedAddress(proven, context);
    },
    rateLimit: proven.known.rateLimit,
    headers: describeRolledKey(proven),
    noteUse(context) {
      noteApiKeyUse(proven, context);
    },
  };
}
