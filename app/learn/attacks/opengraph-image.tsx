import { createPreview, PREVIEW_SIZE } from '@/components/learn/preview-image';
import { ATTACKS } from '@/lib/learn/attacks/attack-list';

export const alt = 'All attacks, and the line that stops each';
export const size = PREVIEW_SIZE;
export const contentType = 'image/png';

/** The preview of the list of attacks. */
export default function AttacksImage() {
  return createPreview({
    eyebrow: 'Clickjacking  ·  Mix-up  ·  Confused deputy  ·  Request smuggling  ·  IDOR',
    title: `${ATTACKS.length} attacks on one small API, and the line that stops each`,
    refusal: 'Each run with real requests, with its guard and without',
  });
}
