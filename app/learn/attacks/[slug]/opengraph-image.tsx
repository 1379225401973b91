import { notFound } from 'next/navigation';
import { createPreview, PREVIEW_SIZE } from '@/components/learn/preview-image';
import { findAttack } from '@/lib/learn/attacks/attack-list';

export const alt = 'The attack, and the refusal it meets';
export const size = PREVIEW_SIZE;
export const contentType = 'image/png';

type ImageProps = { params: Promise<{ slug: string }> };

/** The preview of an attack's link. @throws 404 where there is no attack of that name. */
export default async function AttackImage({ params }: ImageProps) {
  const attack = findAttack((await params).slug);
  if (!attack) notFound();
  return createPreview({
    eyebrow: [...attack.names, ...attack.standards].join('  ·  '),
    title: attack.title,
    refusal: attack.expected,
  });
}
