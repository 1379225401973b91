import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { type Activity, fetchActivity, SignedOutError } from './activity';

const MAX_RETRIES = 3;

/**
 * Asks every `seconds` what happened, while the page is looked at, until the session has ended.
 * @param initial what the page shows by now; it is asked again when it is `seconds` old.
 * @returns what ends the watch.
 */
export function watchActivity(
  initial: Activity,
  seconds: number,
  onActivity: (activity: Activity) => void,
): () => void {
  const client = new QueryClient();
  const observer = new QueryObserver(client, {
    queryKey: ['activity'],
    queryFn: fetchActivity,
    initialData: initial,
    staleTime: seconds * 1_000,
    retry: (failures, error) => failures < MAX_RETRIES && !(error instanceof SignedOutError),
    refetchInterval: ({ state }) => !(state.error instanceof SignedOutError) && seconds * 1_000,
  });
  client.mount();
  const unsubscribe = observer.subscribe(({ data }) => data && onActivity(data));
  return () => {
    unsubscribe();
    client.unmount();
    client.clear();
  };
}
