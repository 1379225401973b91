import { z } from 'zod';
import { STYLES } from '../style';

export type Measured = {
  /** From the act to the first refusal, in milliseconds. */
  deadAfterMs: number;
  /** Uses that still went through after the act had returned. */
  usesAfter: number;
  refusal: string;
};

export const drillSchema = z.array(
  z.object({
    style: z.enum(STYLES),
    credential: z.string(),
    /** What was done to revoke it. */
    act: z.string(),
    deadAfterMs: z.number(),
    usesAfter: z.number(),
    refusal: z.string(),
  }),
);

export type DrillResult = z.infer<typeof drillSchema>[number];

const GIVE_UP_MS = 30_000;

/**
 * Ends a credential and uses it until it is refused.
 * @param call gives null while the credential still works, else the refusal.
 * @throws {Error} where it is dead before, or still works after 30 s.
 */
export async function measureRevocation(
  call: () => Promise<string | null>,
  end: () => Promise<unknown>,
): Promise<Measured> {
  const before = await call();
  if (before !== null) throw new Error(`It was dead before the drill: ${before}`);
  const startedAt = performance.now();
  await end();
  for (let usesAfter = 0; ; usesAfter += 1) {
    const refusal = await call();
    const deadAfterMs = performance.now() - startedAt;
    if (refusal !== null) return { deadAfterMs, usesAfter, refusal };
    if (deadAfterMs > GIVE_UP_MS) throw new Error(`It still works after ${GIVE_UP_MS} ms`);
  }
}
