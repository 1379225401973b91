import { type Answers, pick, type Question, type Verdict } from './picker';
import { STYLE_TEXT, type Style } from './style';

/** A workload to judge. The right answer is never written down: the picker computes it. */
export type Workload = {
  id: string;
  text: string;
  /** What the picker would be told. */
  answers: Answers;
  /** Why people get this one wrong. */
  trap: string;
};

export const WORKLOADS: readonly Workload[] = [
  {
    id: 'calendar-app',
    text: 'A meeting scheduler reads its users’ Google calendars.',
    answers: { delegation: 'yes' },
    trap: 'A key of the scheduler would read every calendar or none.',
  },
  {
    id: 'order-to-stock',
    text: 'The order service asks the stock service, both in your cluster.',
    answers: { delegation: 'no', 'one-domain': 'yes' },
    trap: 'A shared key in both deployments is one leak away from being everyone’s.',
  },
  {
    id: 'nightly-export',
    text: 'A customer’s nightly script pulls yesterday’s usage from your public API.',
    answers: { delegation: 'no', 'one-domain': 'no', 'one-team': 'yes' },
    trap: 'OAuth would need a person at three in the morning.',
  },
  {
    id: 'cash-machines',
    text: 'A payment network of forty banks, each with its own authority, sends you settlements.',
    answers: { delegation: 'no', 'one-domain': 'no', 'one-team': 'no', 'holds-keys': 'yes' },
    trap: 'It is machine to machine, but not one trust domain.',
  },
  {
    id: 'sign-in-with',
    text: 'Your site offers “Sign in with GitHub”.',
    answers: { delegation: 'yes' },
    trap: 'It looks like no app is involved. Your site is the app.',
  },
  {
    id: 'reseller',
    text: 'A reseller with a dozen independent teams orders through your API.',
    answers: { delegation: 'no', 'one-domain': 'no', 'one-team': 'no', 'holds-keys': 'no' },
    trap: 'One key for twelve teams cannot be taken from one of them.',
  },
  {
    id: 'home-script',
    text: 'You want to close your own stale issues from a shell script on your laptop.',
    answers: { delegation: 'no', 'one-domain': 'no', 'one-team': 'yes' },
    trap: 'You are a person, but you lend nothing to anybody.',
  },
  {
    id: 'device-fleet',
    text: 'Sensors that you build and ship report to your own collector.',
    answers: { delegation: 'no', 'one-domain': 'yes' },
    trap: 'A key burned into every device is one teardown away from being public.',
  },
  {
    id: 'chat-bot',
    text: 'A workspace admin installs your bot, which posts to their channels.',
    answers: { delegation: 'yes' },
    trap: 'Asking the admin to paste a token works until they leave.',
  },
  {
    id: 'metrics-scrape',
    text: 'Your monitoring reads metrics from every one of your pods.',
    answers: { delegation: 'no', 'one-domain': 'yes' },
    trap: '“Internal network” is not an identity.',
  },
  {
    id: 'accounting-firm',
    text: 'A tax tool files returns for its customers through your banking API.',
    answers: { delegation: 'yes' },
    trap: 'A contract with the firm is not the consent of its customers.',
  },
  {
    id: 'ci-upload',
    text: 'A build server of one partner team uploads an artefact once a day.',
    answers: { delegation: 'no', 'one-domain': 'no', 'one-team': 'yes' },
    trap: 'Bind the key to the build server’s address, or a fork’s build has it too.',
  },
];

/**
 * The answer that the picker gives for a workload.
 * @throws {Error} where the workload leaves a question open: the data is wrong.
 */
export function solve(workload: Workload): Verdict {
  const { verdict } = pick(workload.answers);
  if (!verdict) throw new Error(`${workload.id} leaves a question open`);
  return verdict;
}

/** The question that settles a workload: the last that the picker asks, with its answer. */
export function decidingQuestion(workload: Workload): { question: Question; answer: string } {
  const { question, answer } = pick(workload.answers).asked.at(-1) ?? {};
  if (!question || !answer) throw new Error(`${workload.id} leaves a question open`);
  return { question, answer };
}

/** The styles that a reader took for one another most often; null where all were right. */
export function findConfusion(given: ReadonlyMap<string, Style>): string | null {
  const counts = new Map<string, number>();
  for (const workload of WORKLOADS) {
    const mine = given.get(workload.id);
    const { style } = solve(workload);
    if (!mine || mine === style) continue;
    const pair = `${STYLE_TEXT[mine].name} where ${STYLE_TEXT[style].name} fits`;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most?.[0] ?? null;
}
