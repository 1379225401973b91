import { noteStep, traceStep } from '@/lib/trace/trace-step';
import type { Observation } from '../lab';
import { createLabAuthority, type LabAuthority, type LeafWish, type Papers } from './lab-authority';
import type { Attempt } from './lab-client';
import {
  BILLING,
  type LabServer,
  type ServerChanges,
  startLabServer,
  toIdentity,
  WEB,
} from './lab-server';

/** A server like billing with its authority, for one run. */
export type Fixture = {
  authority: LabAuthority;
  /** The server's own papers. */
  papers: Papers;
  server: LabServer;
  /** Lets the authority issue, as it does for a real workload. */
  issue(wish?: Partial<LeafWish>): Promise<Papers>;
};

/** Builds the fixture, plays on it, and clears it away. */
export async function withFixture(
  changes: ServerChanges | ((authority: LabAuthority) => ServerChanges),
  play: (fixture: Fixture) => Promise<Observation>,
): Promise<Observation> {
  const authority = await createLabAuthority();
  const papers = await authority.issue({ spiffeId: BILLING });
  const identity = await toIdentity(papers, authority, null);
  const chosen = typeof changes === 'function' ? changes(authority) : changes;
  const server = await startLabServer(identity, chosen);
  const issue = (wish: Partial<LeafWish> = {}) => authority.issue({ spiffeId: WEB, ...wish });
  try {
    return await play({ authority, papers, server, issue });
  } finally {
    await server.close();
  }
}

/** Plays one attempt and records what went over the wire and what the server made of it. */
export async function tell(
  text: string,
  server: Pick<LabServer, 'reasons' | 'handled'>,
  run: () => Promise<Attempt>,
): Promise<Attempt> {
  const before = server.reasons.length;
  const result = await traceStep(
    { name: 'mtls.attempt', from: 'client', to: 'billing', lane: 'who', text },
    run,
    (seen) => describeAttempt(seen),
  );
  const [reason] = server.reasons.slice(before);
  if (reason) {
    noteStep(
      {
        name: 'mtls.verdict',
        from: 'billing',
        to: 'billing',
        lane: reason === 'peer-not-authorized' ? 'may' : 'who',
        text: 'The reason, in the server’s log only',
        code: 'lib/auth/mtls/server/describe-refusal.ts#describeRefusal',
      },
      reason,
    );
  }
  noteStep(
    {
      name: 'mtls.handled',
      from: 'billing',
      to: 'billing',
      lane: 'work',
      text: 'How often the handler ran',
    },
    String(server.handled()),
  );
  return result;
}

/** What the client saw, in a few words. */
export function describeAttempt(seen: Attempt): string {
  if (seen.kind === 'answer') return `${seen.status}`;
  return seen.alert === 'none' ? 'closed without a word' : `closed: ${seen.alert}`;
}

/** What an attempt means for the attack, with the last reason in the server's log. */
export function observeAttempt(
  seen: Attempt,
  { reasons }: Pick<LabServer, 'reasons'>,
): Observation {
  const reason = reasons.at(-1);
  const refused = seen.kind === 'closed' || seen.status >= 400;
  return { refused, seen: describeAttempt(seen) + (refused && reason ? `; log: ${reason}` : '') };
}
