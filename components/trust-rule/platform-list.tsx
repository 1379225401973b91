import { PageLink } from '@/components/ui/page-link';
import { PLATFORM_NAMES, PLATFORMS } from '@/lib/auth/oauth/workload-federation/platform';

/** The platforms with a template for a rule, and the issuer of this system where it has one. */
export function PlatformList({ developmentIssuer }: { developmentIssuer: string | null }) {
  return (
    <ul className="max-w-2xl border-y border-rule">
      {PLATFORM_NAMES.map((platform) => (
        <Item
          key={platform}
          href={`/settings/trusted-issuers/new?platform=${platform}`}
          name={PLATFORMS[platform].name}
          issuer={PLATFORMS[platform].issuer}
        />
      ))}
      {developmentIssuer && (
        <Item
          href={`/settings/trusted-issuers/new?platform=github-actions&issuer=${encodeURIComponent(developmentIssuer)}`}
          name="The development issuer"
          issuer={`${developmentIssuer}, in the shape of GitHub Actions`}
        />
      )}
    </ul>
  );
}

function Item({ href, name, issuer }: { href: string; name: string; issuer: string }) {
  return (
    <li className="border-b border-rule py-3 last:border-b-0 sm:grid sm:grid-cols-[16rem_minmax(0,1fr)] sm:gap-6">
      <PageLink href={href}>{name}</PageLink>
      <span className="block text-xs text-quiet [overflow-wrap:anywhere] sm:pt-1">{issuer}</span>
    </li>
  );
}
