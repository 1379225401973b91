import {
  requireAllowedAddress,
  requireApiKeyForm,
  requireUsableApiKey,
} from '@/lib/auth/api-key/check-api-key';
import { describeRolledKey } from '@/lib/auth/api-key/describe-rolled-key';
import { noteApiKeyUse } from '@/lib/auth/api-key/note-api-key-use';
import { type ProvenApiKey, proveApiKey } from '@/lib/auth/api-key/prove-api-key';
import type { ParsedApiKey } from '@/lib/auth/api-key/key-format';
import type { ClientContext } from '@/lib/http/client-context';
import type { Candidate, Door, Proof } from './door';

/** Personal API keys, in `X-API-Key` or `Authorization: Bearer`. */
export const apiKeyDoor: Door = {
  recognises: (text, header) => header === 'x-api-key' || /^tg_(live|test)_/.test(text),
  checkForm(text) {
    return new ApiKeyCandidate(requireApiKeyForm(text));
  },
};

/** A class, so that a call makes one small object and no functions. */
class ApiKeyProof implements Proof {
  constructor(readonly apiKey: ProvenApiKey) {}

  get principal() {
    return this.apiKey.known.principal;
  }

  get rateLimit() {
    return this.apiKey.known.rateLimit;
  }

  get headers() {
    return describeRolledKey(this.apiKey);
  }

  requireUsable() {
    requireUsableApiKey(this.apiKey);
  }

  requireAddress(context: ClientContext) {
    requireAllowedAddress(this.apiKey, context);
  }

  noteUse(context: ClientContext) {
    noteApiKeyUse(this.apiKey, context);
  }
}

class ApiKeyCandidate implements Candidate {
  constructor(private readonly parsed: ParsedApiKey) {}

  prove() {
    const proven = proveApiKey(this.parsed);
    return proven instanceof Promise ? proven.then(toProof) : toProof(proven);
  }
}

function toProof(proven: ProvenApiKey): Proof {
  return new ApiKeyProof(proven);
}
