import { problem } from '@/lib/http/problem';
import { newId } from '@/lib/public-id';
import type { Runner } from '../lab';
import { openConnection } from './lab-client';
import { sightOfAttempt, tell, withStage } from './stage';

/**
 * A50: the certificate is web's own. The server is the one that billing is made of; its two invoices
 * are in memory here.
 */
export const confusedDeputy: Runner = {
  refusal: 'own invoice: 200; the neighbour’s: 404',
  removal: 'An invoice is found by its number alone. Web may call, so web may have it.',
  run({ learner, neighbour }, guarded) {
    const invoices = new Map([
      [newId(), learner.workspaceId],
      [newId(), neighbour.workspaceId],
    ]);
    const answer = (path: string) => {
      const [, workspaceId, id = ''] =
        /^\/v1\/workspaces\/([^/]+)\/test\/invoices\/(.+)$/.exec(path) ?? [];
      const owner = invoices.get(id);
      if (!owner || (guarded && owner !== workspaceId)) throw problem('not-found');
      return { id, owner };
    };
    return withStage({ answer }, async ({ authority, server, issue }) => {
      const connection = await openConnection(server.port, authority, await issue());
      if ('kind' in connection) return sightOfAttempt(connection, server);
      const [own = '', theirs = ''] = invoices.keys();
      const ask = (text: string, id: string) =>
        tell(text, server, () =>
          connection.request(`/v1/workspaces/${learner.workspaceId}/test/invoices/${id}`),
        );
      const first = await ask('For the learner: the learner’s invoice', own);
      const second = await ask('For the learner: the neighbour’s invoice', theirs);
      connection.close();
      const say = ({ kind, ...seen }: typeof first) =>
        kind === 'answer' && 'status' in seen ? String(seen.status) : 'closed';
      const { refused } = sightOfAttempt(second, server);
      return { refused, seen: `own invoice: ${say(first)}; the neighbour’s: ${say(second)}` };
    });
  },
};
