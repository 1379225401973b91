import {
  connectionCallbackPath,
  DEVELOPMENT_CONNECTION,
  SLACK_SCOPE,
} from '@/lib/auth/oauth/connections/connection-provider';
import type { Env } from '@/lib/env';
import { FailureSwitch } from '../failure-switch';
import { CONNECTION_FAILURES } from '../connection-provider';
import { GrantStore } from '../grant-store';
import type { SavedState } from '../saved-state';
import type { Handler } from '../serve-stand-in';
import { answerAuthorize } from './answer-authorize';
import { answerSlackApi } from './answer-slack-api';
import { changeWorkspace, showWorkspace } from './answer-slack-page';
import type { SlackStandIn, SlackState } from './slack-state';

/** The Slack-shaped stand-in, without its server. */
export function createSlack(
  env: Pick<Env, 'APP_URL'>,
  origin: string,
  saved: SavedState<SlackState>,
  now?: () => number,
): { standIn: SlackStandIn; handle: Handler } {
  const save = () => saved.save();
  const standIn: SlackStandIn = {
    origin,
    client: {
      ...DEVELOPMENT_CONNECTION,
      redirectUri: env.APP_URL + connectionCallbackPath('slack'),
      scope: SLACK_SCOPE,
    },
    grants: new GrantStore(saved.value, save, now),
    failures: new FailureSwitch(CONNECTION_FAILURES),
    state: saved.value,
    save,
  };
  return {
    standIn,
    handle: async (path, request, response) => {
      if (path === '/oauth/v2/authorize') return answerAuthorize(standIn, request, response);
      if (path.startsWith('/api/')) {
        return answerSlackApi(standIn, path.slice('/api/'.length), request, response);
      }
      if (path.startsWith('/apps/')) return changeWorkspace(standIn, path, request, response);
      return showWorkspace(standIn, request, response);
    },
  };
}
