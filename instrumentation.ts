import type { Instrumentation } from 'next';
import { recordFailure } from '@/lib/http/to-problem';

/**
 * Next.js calls this with what a page, a route handler or a server action threw. It can answer no
 * other status than 500; the front door, which can, has to know what it was.
 */
export const onRequestError: Instrumentation.onRequestError = (error) => recordFailure(error);
