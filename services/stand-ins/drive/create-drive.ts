import {
  connectionCallbackPath,
  DEVELOPMENT_CONNECTION,
  DRIVE_SCOPE,
} from '@/lib/auth/oauth/connections/connection-provider';
import type { Env } from '@/lib/env';
import { FailureSwitch } from '../failure-switch';
import { CONNECTION_FAILURES } from '../connection-provider';
import { GrantStore } from '../grant-store';
import type { SavedState } from '../saved-state';
import type { Handler } from '../serve-stand-in';
import { answerAuthorize } from './answer-authorize';
import { answerDriveApi } from './answer-drive-api';
import { changeDrive, downloadFile, showDrive, showFile } from './answer-drive-page';
import { answerRevoke, answerToken } from './answer-token';
import type { DriveStandIn, DriveState } from './drive-state';

/** The Drive-shaped stand-in, Google's authorization server included, without its HTTP server. */
export function createDrive(
  env: Pick<Env, 'APP_URL'>,
  origin: string,
  saved: SavedState<DriveState>,
  now?: () => number,
): { standIn: DriveStandIn; handle: Handler } {
  const save = () => saved.save();
  const standIn: DriveStandIn = {
    origin,
    client: {
      ...DEVELOPMENT_CONNECTION,
      redirectUri: env.APP_URL + connectionCallbackPath('drive'),
      scope: DRIVE_SCOPE,
    },
    grants: new GrantStore(saved.value, save, now),
    failures: new FailureSwitch(CONNECTION_FAILURES),
    state: saved.value,
    save,
    requirePkce: true,
  };
  return {
    standIn,
    handle: async (path, request, response) => {
      if (path === '/o/oauth2/v2/auth') return answerAuthorize(standIn, request, response);
      if (path === '/token') return answerToken(standIn, request, response);
      if (path === '/revoke') return answerRevoke(standIn, request, response);
      if (/^(\/upload)?\/drive\//.test(path)) {
        return answerDriveApi(standIn, path, request, response);
      }
      const [, id, part] = /^\/file\/d\/([\w-]+)\/(view|content)$/.exec(path) ?? [];
      if (id && part === 'content') return downloadFile(standIn, id, response);
      if (id) return showFile(standIn, id, response);
      if (path === '/connections/remove' || path === '/files/delete') {
        return changeDrive(standIn, path, request, response);
      }
      return showDrive(standIn, request, response);
    },
  };
}
