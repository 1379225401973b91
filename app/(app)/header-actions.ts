import { signOutAction } from '@/app/sign-in/sign-in-action';
import type { AppHeaderActions } from '@/components/shell/app-header';
import { selectModeAction, selectWorkspaceAction } from './shell-action';

/** What the top bar does, on the pages of the app and on those that are read. */
export const HEADER_ACTIONS: AppHeaderActions = {
  selectMode: selectModeAction,
  selectWorkspace: selectWorkspaceAction,
  signOut: signOutAction,
};
