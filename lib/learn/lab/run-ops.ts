import pino from 'pino';
import { mintApiKey, newApiKeyId } from '@/lib/auth/api-key/key-format';
import { type AuditContent, CHAIN_START, hashAuditEvent } from '@/lib/audit/audit-hash';
import { maskSecrets } from '@/lib/mask-secrets';
import { noteStep, traceStep } from '@/lib/trace/trace-step';
import type { Runner } from './lab';

/** A57: a canary in three places of one log entry. */
export const secretInTheLog: Runner = {
  refusal: '0 canaries in the log',
  removal: 'The log is written as it comes.',
  async run(_lab, guarded) {
    const canary = mintApiKey('live', newApiKeyId());
    const lines: string[] = [];
    const log = pino(guarded ? { hooks: { streamWrite: maskSecrets } } : {}, {
      write: (line: string) => void lines.push(line),
    });
    traceStep(
      {
        name: 'ops.log',
        from: 'web',
        to: 'web',
        lane: 'work',
        text: 'Log a call whose path, header and error hold a key',
        code: 'lib/log.ts#createLog:streamWrite',
      },
      () => log.warn({ path: `/${canary}`, note: canary, err: new Error(`bad ${canary}`) }, 'call'),
    );
    const found = lines.join('').split(canary).length - 1;
    return { refused: found === 0, seen: `${found} canaries in the log` };
  },
};

/** A58: the second of three links is edited, and its own hash recomputed. */
export const auditTampering: Runner = {
  refusal: 'row 3 does not fit the row before it',
  removal: 'Each row has a hash of its own, but not of the row before.',
  async run(lab, guarded) {
    const rows = ['api-key.issued', 'api-key.revoked', 'session.ended'].map((action) =>
      content(lab.learner.workspaceId, action),
    );
    const hashes = chain(rows, guarded);
    const edited = rows.map((row, index) =>
      index === 1 ? { ...row, actor: 'someone else' } : row,
    );
    noteStep({
      name: 'ops.edit',
      from: 'client',
      to: 'database',
      lane: 'work',
      text: 'Change row 2, and recompute its hash',
    });
    const stored = hashes.map((hash, index) =>
      index === 1 ? link(guarded ? hashes[0] : undefined, edited[1]) : hash,
    );
    const broken = traceStep(
      {
        name: 'ops.verify',
        from: 'web',
        to: 'database',
        lane: 'who',
        text: 'Recompute the chain from its first row',
        code: 'lib/audit/audit-hash.ts#hashAuditEvent',
      },
      () =>
        edited.findIndex(
          (row, index) =>
            !link(guarded ? stored[index - 1] : undefined, row).equals(
              stored[index] ?? CHAIN_START,
            ),
        ),
      (index) => (index < 0 ? 'every row fits' : `row ${index + 1} does not fit`),
    );
    const seen = broken < 0 ? 'every row fits' : `row ${broken + 1} does not fit the row before it`;
    return { refused: broken >= 0, seen };
  },
};

function chain(rows: readonly AuditContent[], chained: boolean): Buffer[] {
  const hashes: Buffer[] = [];
  for (const row of rows) hashes.push(link(chained ? hashes.at(-1) : undefined, row));
  return hashes;
}

function link(previous: Buffer | undefined, row: AuditContent | undefined): Buffer {
  if (!row) throw new Error('A chain has no gaps');
  return hashAuditEvent(previous ?? CHAIN_START, row);
}

function content(workspaceId: string, action: string): AuditContent {
  return {
    workspaceId,
    time: new Date(),
    actor: 'mallory',
    action,
    object: 'lab',
    mode: 'test',
    address: null,
    detail: {},
  };
}
