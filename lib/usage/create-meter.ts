import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { newId } from '@/lib/public-id';
import { toMeterView } from './list-meters';
import { insertMeter } from './meter.repository';
import type { MeterAggregation, MeterView } from './usage-view';

/** Lower case, so that a key reads the same in a URL, a dashboard and an invoice line. */
export const METER_KEY_PATTERN = /^[a-z][a-z0-9_]{0,63}$/;

/**
 * Makes a meter in the principal's workspace and mode.
 * @throws {ProblemError} 409 `conflict` where the key is taken, 422 for wrong fields.
 */
export async function createMeter(
  principal: Principal,
  input: { key: string; name: string; aggregation: MeterAggregation; property?: string },
): Promise<MeterView> {
  const { key, name, aggregation, property = null } = input;
  const { workspaceId, mode } = principal;
  if (!METER_KEY_PATTERN.test(key)) {
    const detail = 'A lower-case letter, then up to 63 letters, digits or underscores.';
    throw problem('validation-failed', { errors: [{ pointer: '/key', detail }] });
  }
  if ((aggregation === 'unique') !== (property !== null)) {
    const detail = '`unique` counts the values of one property; the others take none.';
    throw problem('validation-failed', { errors: [{ pointer: '/property', detail }] });
  }
  const row = await insertMeter({
    id: newId(),
    workspaceId,
    mode,
    key,
    name,
    aggregation,
    property,
  });
  if (!row) throw problem('conflict', { detail: `There is a meter "${key}" already.` });
  return toMeterView(row);
}
