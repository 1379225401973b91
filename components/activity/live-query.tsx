'use client';

import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type Activity, fetchActivity, SignedOutError } from './activity';

const MAX_RETRIES = 3;

/** Gives the live parts of a page one cache, so that they ask once for all. */
export function LiveQueries({ children }: { children: ReactNode }) {
  const [client] = useState(() => new QueryClient());
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

/**
 * What just happened, asked for again every `seconds` while the page is looked at.
 * @param initial what the server rendered: there is something to read before any script runs.
 */
export function useActivity(initial: Activity, seconds: number): Activity {
  const { data } = useQuery({
    queryKey: ['activity'],
    queryFn: fetchActivity,
    initialData: initial,
    retry: (failures, error) => failures < MAX_RETRIES && !(error instanceof SignedOutError),
    refetchInterval: ({ state }) => !(state.error instanceof SignedOutError) && seconds * 1_000,
  });
  return data;
}
