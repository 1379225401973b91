/** What just happened in a workspace, ready to show: times are texts in the reader's zone. */
export type Activity = {
  /** The last event that was stored; null before the first. */
  lastEvent: { id: string; meter: string; quantity: string; time: string } | null;
  /** The last calls of the API, newest first. */
  requests: readonly ActivityRequest[];
};

type ActivityRequest = {
  id: string;
  time: string;
  method: string;
  path: string;
  status: number;
  /** The slug of the problem that was answered. */
  problem: string | null;
  durationMs: number;
};

const ACTIVITY_PATH = '/dashboard/activity';

/** The session has ended, here or from another device: asking again changes nothing. */
export class SignedOutError extends Error {}

/**
 * Asks for what happened since.
 * @throws {SignedOutError} when the session has ended.
 * @throws {Error} when the answer is not one, for the query to try again.
 */
export async function fetchActivity(): Promise<Activity> {
  const response = await fetch(ACTIVITY_PATH, { headers: { accept: 'application/json' } });
  if (response.status === 401) throw new SignedOutError();
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}
