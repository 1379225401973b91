import { useEffect, useState } from 'react';
import type { Activity } from './activity';

/**
 * What just happened, kept up to date every `seconds`. There is something to read before any script
 * runs, so what asks for more loads when the page already answers.
 * @param initial what the server rendered; where it renders again, that is shown.
 */
export function useActivity(initial: Activity, seconds: number): Activity {
  const [latest, setLatest] = useState({ initial, activity: initial });
  useEffect(() => {
    const abort = new AbortController();
    let stop = () => {};
    import('./watch-activity')
      .then(({ watchActivity }) => {
        if (abort.signal.aborted) return;
        stop = watchActivity(initial, seconds, (activity) => setLatest({ initial, activity }));
      })
      // The page stays as it was rendered.
      .catch(() => {});
    return () => {
      abort.abort();
      stop();
    };
  }, [initial, seconds]);
  return latest.initial === initial ? latest.activity : initial;
}
