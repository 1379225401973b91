/** What just happened in a workspace, ready to show: times are texts in the reader's zone. */
export type Activity = {
  /** The last event that was stored; null before the first. */
  lastEvent: { id: string; meter: string; quantity: string; time: string } | null;
  /** The last calls of the API, newest first. */
  requests: readonly ActivityRequest[];
};

export type ActivityRequest = {
  id: string;
  time: string;
  method: string;
  path: string;
  status: number;
  /** The slug of the problem that was answered. */
  problem: string | null;
  durationMs: number;
};

export const ACTIVITY_PATH = '/dashboard/activity';

/**
 * Asks for what happened since.
 * @throws {Error} when the answer is not one, for the query to try again.
 */
export async function fetchActivity(): Promise<Activity> {
  const response = await fetch(ACTIVITY_PATH, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}
