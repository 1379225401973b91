import type { Server } from 'node:http';
import path from 'node:path';
import type { Logger } from 'pino';
import { type Env, EnvError } from '@/lib/env';
import { createDrive } from './drive/create-drive';
import { EMPTY_DRIVE } from './drive/drive-world';
import { SavedState } from './saved-state';
import { serveStandIn } from './serve-stand-in';
import { createSlack } from './slack/create-slack';
import { EMPTY_SLACK } from './slack/slack-world';

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
 * @throws {EnvError} outside of a local deployment: whoever can reach this service is anybody.
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
    await serveStandIn(slack.standIn, slack.handle, slackPort, log),
    await serveStandIn(drive.standIn, drive.handle, drivePort, log),
  ];
  return {
    slack: slack.standIn,
    drive: drive.standIn,
    stop: async () => {
      await Promise.all(servers.map(closeServer));
    },
  };
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
