import path from 'node:path';
import type { Logger } from 'pino';
import { type Env, EnvError } from '@/lib/env';
import { createDrive } from '../stand-ins/drive/create-drive';
import { EMPTY_DRIVE } from '../stand-ins/drive/drive-state';
import { SavedState } from '../stand-ins/saved-state';
import { serveConnectionProvider } from '../stand-ins/connection-provider';
import { closeStandIn } from '../stand-ins/serve-stand-in';
import { createSlack } from '../stand-ins/slack/create-slack';
import { EMPTY_SLACK } from '../stand-ins/slack/slack-state';

type Options = {
  /** Where the stand-ins keep what they know; null for memory. */
  folder: string | null;
  /** Milliseconds since 1970. A test moves it. */
  now?: () => number;
};

export type Integrations = {
  slack: ReturnType<typeof createSlack>['standIn'];
  drive: ReturnType<typeof createDrive>['standIn'];
  stop: () => Promise<void>;
};

/**
 * Starts both stand-ins.
 * @throws {EnvError} outside a local deployment: anyone who reaches this service can act as anyone.
 */
export async function startIntegrations(
  env: Env,
  log: Logger,
  { folder, now }: Options,
): Promise<Integrations> {
  if (env.DEPLOYMENT !== 'local') {
    throw new EnvError('The stand-ins for Slack and Drive run only with DEPLOYMENT=local.');
  }
  const file = (name: string) => (folder ? path.join(folder, `${name}.json`) : null);
  const [slackPort, drivePort] = env.INTEGRATIONS_PORTS;
  const at = (port: number) => `http://localhost:${port}`;
  const slackState = new SavedState(file('slack'), structuredClone(EMPTY_SLACK));
  const driveState = new SavedState(file('drive'), structuredClone(EMPTY_DRIVE));
  const slack = createSlack(env, at(slackPort), slackState, now);
  const drive = createDrive(env, at(drivePort), driveState, now);
  const servers = [
    await serveConnectionProvider(slack, slackPort, log),
    await serveConnectionProvider(drive, drivePort, log),
  ];
  return {
    slack: slack.standIn,
    drive: drive.standIn,
    stop: async () => {
      await Promise.all(servers.map(closeStandIn));
    },
  };
}
