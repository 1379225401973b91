import process from 'node:process';
import { logIn, logOut, showUsage } from './device-login';

// npx tsx examples/command-line/main.ts login | usage | logout
const COMMANDS: Record<string, () => Promise<void>> = {
  login: () => logIn(),
  usage: () => showUsage(),
  logout: () => logOut(),
};

const command = COMMANDS[process.argv[2] ?? ''];
try {
  if (command) await command();
  else throw new Error('Say what to do: login, usage or logout.');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
