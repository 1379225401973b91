/** Next.js calls it once, before the first request. The store needs Node, not the edge runtime. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') await import('./app/choose-store');
}
