import Link from 'next/link';
import type { ComponentProps } from 'react';

/**
 * A link to another page of ours. Nothing is fetched before it is followed: every page is made for
 * its reader, and a list of links would ask the database for pages that are never opened.
 */
export function PageLink(props: ComponentProps<typeof Link>) {
  return <Link prefetch={false} {...props} />;
}
